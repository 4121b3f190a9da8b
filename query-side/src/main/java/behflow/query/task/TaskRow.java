package behflow.query.task;

import behflow.api.task.Priority;
import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import behflow.query.kernel.Columns;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** A row in the shape of {@code task_view}: its id, then {@link #COLUMNS}. */
final class TaskRow {

    static final String COLUMNS = "owner_id, version, name, description, status, priority, due_date, tags,"
            + " created_at, updated_at, completed_at, deleted_at";

    private TaskRow() {}

    static void bind(PreparedStatement statement, TaskState row) throws SQLException {
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
