package behflow.query.process;

import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.RecordedEvent;
import behflow.api.process.ProcessState;
import behflow.api.process.event.ProcessEvent;
import behflow.query.kernel.Columns;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** {@code process_view}: the fold of a process's events, as {@link ProcessState} defines it. */
@Component
class ProcessViewProjection implements InlineProjection<ProcessState> {

    static final String COLUMNS =
            "owner_id, version, name, description, rule, active, paused, created_at, updated_at, deleted_at";

    @Override
    public String table() {
        return "process_view";
    }

    @Override
    public String idColumn() {
        return "process_id";
    }

    @Override
    public boolean accepts(DomainEvent event) {
        return event instanceof ProcessEvent;
    }

    @Override
    public ProcessState fold(@Nullable ProcessState row, RecordedEvent event) {
        return ProcessState.evolve(
                row,
                event.subjectId(),
                event.ownerId(),
                (ProcessEvent) event.payload(),
                event.sequence(),
                event.timestamp());
    }

    @Override
    public String columns() {
        return COLUMNS;
    }

    @Override
    public ProcessState read(ResultSet row) throws SQLException {
        return state(row);
    }

    @Override
    public void write(Connection connection, String table, Collection<ProcessState> rows) throws SQLException {
        String sql = "insert into " + table + " (process_id, " + COLUMNS
                + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (process_id) do update set"
                + " version = excluded.version, name = excluded.name, description = excluded.description,"
                + " rule = excluded.rule, active = excluded.active, paused = excluded.paused,"
                + " updated_at = excluded.updated_at, deleted_at = excluded.deleted_at";
        Columns.batch(connection, sql, rows, (statement, row) -> {
            statement.setObject(1, row.processId());
            statement.setObject(2, row.ownerId());
            statement.setLong(3, row.version());
            statement.setString(4, row.name());
            statement.setString(5, row.description());
            statement.setString(6, Json.text(row.rule()));
            statement.setBoolean(7, row.active());
            statement.setBoolean(8, row.paused());
            statement.setObject(9, Columns.utc(row.createdAt()));
            statement.setObject(10, Columns.utc(row.updatedAt()));
            statement.setObject(11, Columns.utc(row.deletedAt()));
        });
    }

    @Override
    public void delete(Connection connection, String table, Collection<UUID> ids) throws SQLException {
        Columns.delete(connection, table, idColumn(), ids);
    }

    static ProcessState state(ResultSet row) throws SQLException {
        return new ProcessState(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                row.getLong(3),
                row.getString(4),
                row.getString(5),
                Json.rule(row.getString(6)),
                row.getBoolean(7),
                row.getBoolean(8),
                Columns.requiredInstant(row, 9),
                Columns.requiredInstant(row, 10),
                Columns.instant(row, 11));
    }
}
