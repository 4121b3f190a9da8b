package behflow.query.audit;

import behflow.api.audit.event.UndoRecorded;
import behflow.api.audit.query.ListUndoJobs;
import behflow.api.audit.query.UndoJob;
import behflow.api.audit.query.UndoJobs;
import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.RecordedEvent;
import behflow.query.kernel.Columns;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** {@code undo_job}: undos that are not complete, so that whoever finds one goes on with it. */
@Component
class UndoJobProjection implements InlineProjection<UndoJob> {

    private static final String COLUMNS = "owner_id, undoes, undo, remaining";

    @Override
    public String table() {
        return "undo_job";
    }

    @Override
    public String idColumn() {
        return "subject_id";
    }

    @Override
    public boolean accepts(DomainEvent event) {
        return event instanceof UndoRecorded;
    }

    @Override
    @Nullable
    public UndoJob fold(@Nullable UndoJob row, RecordedEvent event) {
        UndoRecorded record = (UndoRecorded) event.payload();
        return record.remaining() == 0
                ? null
                : new UndoJob(
                        event.subjectId(),
                        event.ownerId(),
                        record.undoes(),
                        event.origin().correlationId(),
                        record.remaining());
    }

    @Override
    public String columns() {
        return COLUMNS;
    }

    @Override
    public UndoJob read(ResultSet row) throws SQLException {
        return job(row);
    }

    @Override
    public void write(Connection connection, String table, Collection<UndoJob> rows) throws SQLException {
        String sql = "insert into " + table + " (subject_id, " + COLUMNS + ") values (?, ?, ?, ?, ?)"
                + " on conflict (subject_id) do update set undo = excluded.undo, remaining = excluded.remaining";
        Columns.batch(connection, sql, rows, (statement, row) -> {
            statement.setObject(1, row.subject());
            statement.setObject(2, row.ownerId());
            statement.setObject(3, row.undoes());
            statement.setObject(4, row.undo());
            statement.setInt(5, row.remaining());
        });
    }

    @Override
    public void delete(Connection connection, String table, Collection<UUID> ids) throws SQLException {
        Columns.delete(connection, table, idColumn(), ids);
    }

    static UndoJob job(ResultSet row) throws SQLException {
        return new UndoJob(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                row.getObject(3, UUID.class),
                row.getObject(4, UUID.class),
                row.getInt(5));
    }

    /** Answers {@link ListUndoJobs}. */
    @Component
    static class Handler {

        private final JdbcClient jdbc;

        Handler(JdbcClient jdbc) {
            this.jdbc = jdbc;
        }

        @QueryHandler
        UndoJobs jobs(ListUndoJobs query) {
            return new UndoJobs(jdbc.sql("select subject_id, " + COLUMNS + " from undo_job limit ?")
                    .param(query.limit())
                    .query((row, n) -> job(row))
                    .list());
        }
    }
}
