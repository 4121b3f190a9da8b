package behflow.query.task;

import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.RecordedEvent;
import behflow.api.task.Priority;
import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import behflow.api.task.event.TaskEvent;
import behflow.query.kernel.Columns;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** {@code task_view}: the fold of a task's events, as {@link TaskState} defines it. */
@Component
class TaskViewProjection implements InlineProjection<TaskState> {

    private static final String COLUMNS = "owner_id, version, name, description, status, priority, due_date, tags,"
            + " created_at, updated_at, completed_at, deleted_at";

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
    public Map<UUID, TaskState> read(Connection connection, String table, Collection<UUID> ids) throws SQLException {
        return Columns.byId(connection, table, idColumn(), COLUMNS, ids, TaskViewProjection::state);
    }

    @Override
    public void write(Connection connection, String table, Collection<TaskState> rows) throws SQLException {
        String sql =
                "insert into " + table + " (task_id, " + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                        + " on conflict (task_id) do update set version = excluded.version, name = excluded.name,"
                        + " description = excluded.description, status = excluded.status, priority = excluded.priority,"
                        + " due_date = excluded.due_date, tags = excluded.tags, updated_at = excluded.updated_at,"
                        + " completed_at = excluded.completed_at, deleted_at = excluded.deleted_at";
        Columns.batch(connection, sql, rows, TaskViewProjection::bind);
    }

    @Override
    public void delete(Connection connection, String table, Collection<UUID> ids) throws SQLException {
        Columns.delete(connection, table, idColumn(), ids);
    }

    private static void bind(PreparedStatement statement, TaskState row) throws SQLException {
        statement.setObject(1, row.taskId());
        statement.setObject(2, row.ownerId());
        statement.setLong(3, row.version());
        statement.setString(4, row.name());
        statement.setString(5, row.description());
        statement.setString(6, row.status().wire());
        statement.setString(7, row.priority().wire());
        statement.setObject(8, Columns.utc(row.dueDate()));
        List<String> tags = row.tags();
        statement.setArray(9, tags == null ? null : statement.getConnection().createArrayOf("text", tags.toArray()));
        statement.setObject(10, Columns.utc(row.createdAt()));
        statement.setObject(11, Columns.utc(row.updatedAt()));
        statement.setObject(12, Columns.utc(row.completedAt()));
        statement.setObject(13, Columns.utc(row.deletedAt()));
    }

    private static TaskState state(ResultSet row) throws SQLException {
        Array tags = row.getArray(9);
        return new TaskState(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                row.getLong(3),
                row.getString(4),
                row.getString(5),
                TaskStatus.of(row.getString(6)),
                Priority.of(row.getString(7)),
                Columns.instant(row, 8),
                tags == null ? null : List.of((String[]) tags.getArray()),
                Columns.requiredInstant(row, 10),
                Columns.requiredInstant(row, 11),
                Columns.instant(row, 12),
                Columns.instant(row, 13));
    }
}
