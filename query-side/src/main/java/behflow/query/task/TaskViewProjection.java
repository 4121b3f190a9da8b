package behflow.query.task;

import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.RecordedEvent;
import behflow.api.kernel.RowWrite;
import behflow.api.task.TaskState;
import behflow.api.task.event.TaskEvent;
import behflow.query.kernel.Columns;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** {@code task_view}: the fold of a task's events, as {@link TaskState} defines it. */
@Component
class TaskViewProjection implements InlineProjection<TaskState> {

    @Override
    public String table() {
        return "task_view";
    }

    @Override
    public String idColumn() {
        return "task_id";
    }

    @Override
    public boolean accepts(DomainEvent event) {
        return event instanceof TaskEvent;
    }

    @Override
    public TaskState fold(@Nullable TaskState row, RecordedEvent event) {
        return TaskState.evolve(
                row,
                event.subjectId(),
                event.ownerId(),
                (TaskEvent) event.payload(),
                event.sequence(),
                event.timestamp());
    }

    @Override
    public String columns() {
        return TaskRow.COLUMNS;
    }

    @Override
    public TaskState read(ResultSet row) throws SQLException {
        return TaskRow.read(row);
    }

    @Override
    public RowWrite<TaskState> rowWrite() {
        return TaskRow.WRITE;
    }

    @Override
    public void write(Connection connection, String table, Collection<TaskState> rows) throws SQLException {
        Columns.write(connection, table, TaskRow.WRITE, rows);
    }

    @Override
    public void delete(Connection connection, String table, Collection<UUID> ids) throws SQLException {
        Columns.delete(connection, table, idColumn(), ids);
    }
}
