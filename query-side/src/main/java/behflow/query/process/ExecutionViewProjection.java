package behflow.query.process;

import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.RecordedEvent;
import behflow.api.process.ExecutionState;
import behflow.api.process.ExecutionStatus;
import behflow.api.process.event.ExecutionEvent;
import behflow.query.kernel.Columns;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** {@code execution_view}: the fold of a run's events, as {@link ExecutionState} defines it. */
@Component
class ExecutionViewProjection implements InlineProjection<ExecutionState> {

    static final String COLUMNS =
            "owner_id, process_id, version, action, rule_version, cause, condition, status, failure,"
                    + " message, counts, result, attempt, started_at, updated_at, cancel_requested_at, completed_at";

    @Override
    public String table() {
        return "execution_view";
    }

    @Override
    public String idColumn() {
        return "execution_id";
    }

    @Override
    public boolean accepts(DomainEvent event) {
        return event instanceof ExecutionEvent;
    }

    @Override
    public ExecutionState fold(@Nullable ExecutionState row, RecordedEvent event) {
        return ExecutionState.evolve(
                row,
                event.subjectId(),
                event.ownerId(),
                (ExecutionEvent) event.payload(),
                event.sequence(),
                event.timestamp());
    }

    @Override
    public String columns() {
        return COLUMNS;
    }

    @Override
    public ExecutionState read(ResultSet row) throws SQLException {
        return state(row);
    }

    @Override
    public void write(Connection connection, String table, Collection<ExecutionState> rows) throws SQLException {
        String sql = "insert into " + table + " (execution_id, " + COLUMNS
                + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (execution_id) do update set"
                + " version = excluded.version, status = excluded.status, failure = excluded.failure,"
                + " message = excluded.message, counts = excluded.counts, result = excluded.result,"
                + " attempt = excluded.attempt, updated_at = excluded.updated_at,"
                + " cancel_requested_at = excluded.cancel_requested_at, completed_at = excluded.completed_at";
        Columns.batch(connection, sql, rows, (statement, row) -> {
            statement.setObject(1, row.executionId());
            statement.setObject(2, row.ownerId());
            statement.setObject(3, row.processId());
            statement.setLong(4, row.version());
            statement.setString(5, row.action());
            statement.setLong(6, row.ruleVersion());
            statement.setString(7, Json.text(row.cause()));
            statement.setObject(8, row.condition());
            statement.setString(9, row.status().wire());
            statement.setString(10, row.failure());
            statement.setString(11, row.message());
            statement.setString(12, Json.text(row.counts()));
            statement.setString(13, Json.text(row.result()));
            statement.setInt(14, row.attempt());
            statement.setObject(15, Columns.utc(row.startedAt()));
            statement.setObject(16, Columns.utc(row.updatedAt()));
            statement.setObject(17, Columns.utc(row.cancelRequestedAt()));
            statement.setObject(18, Columns.utc(row.completedAt()));
        });
    }

    @Override
    public void delete(Connection connection, String table, Collection<UUID> ids) throws SQLException {
        Columns.delete(connection, table, idColumn(), ids);
    }

    static ExecutionState state(ResultSet row) throws SQLException {
        return new ExecutionState(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                row.getObject(3, UUID.class),
                row.getLong(4),
                row.getString(5),
                row.getLong(6),
                Json.cause(row.getString(7)),
                row.getObject(8, Boolean.class),
                ExecutionStatus.of(row.getString(9)),
                row.getString(10),
                row.getString(11),
                Json.counts(row.getString(12)),
                Json.values(row.getString(13)),
                row.getInt(14),
                Columns.requiredInstant(row, 15),
                Columns.requiredInstant(row, 16),
                Columns.instant(row, 17),
                Columns.instant(row, 18));
    }
}
