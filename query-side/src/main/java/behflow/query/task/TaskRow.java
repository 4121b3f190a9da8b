package behflow.query.task;

import behflow.api.kernel.ParallelArrays;
import behflow.api.kernel.RowWrite;
import behflow.api.task.Priority;
import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import behflow.query.kernel.Columns;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** A row in the shape of {@code task_view}: its id, then {@link #COLUMNS}. */
final class TaskRow {

    static final String COLUMNS = "owner_id, version, name, description, status, priority, due_date, tags,"
            + " created_at, updated_at, completed_at, deleted_at";

    static final RowWrite<TaskState> WRITE = new RowWrite<>() {

        @Override
        public String sql(String table) {
            return "insert into " + table + " (task_id, " + COLUMNS + ")"
                    + " select (?::uuid[])[n], (?::uuid[])[n], (?::bigint[])[n], (?::text[])[n], (?::text[])[n], (?::text[])[n],"
                    + " (?::text[])[n], (?::timestamptz[])[n], (?::text[])[n]::text[], (?::timestamptz[])[n],"
                    + " (?::timestamptz[])[n], (?::timestamptz[])[n], (?::timestamptz[])[n] from unnest(?::integer[]) n"
                    + " on conflict (task_id) do update set version = excluded.version, name = excluded.name,"
                    + " description = excluded.description, status = excluded.status, priority = excluded.priority,"
                    + " due_date = excluded.due_date, tags = excluded.tags, updated_at = excluded.updated_at,"
                    + " completed_at = excluded.completed_at, deleted_at = excluded.deleted_at";
        }

        @Override
        public int bind(PreparedStatement statement, int first, Collection<TaskState> rows) throws SQLException {
            return new ParallelArrays<>(statement, first, rows)
                    .ids(TaskState::taskId)
                    .ids(TaskState::ownerId)
                    .longs(TaskState::version)
                    .texts(TaskState::name)
                    .texts(TaskState::description)
                    .texts(row -> row.status().wire())
                    .texts(row -> row.priority().wire())
                    .instants(TaskState::dueDate)
                    .lists(TaskState::tags)
                    .instants(TaskState::createdAt)
                    .instants(TaskState::updatedAt)
                    .instants(TaskState::completedAt)
                    .instants(TaskState::deletedAt)
                    .numbers()
                    .next();
        }
    };

    private TaskRow() {}

    static TaskState read(ResultSet row) throws SQLException {
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
