package behflow.command.eventstore;

import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.ParallelArrays;
import behflow.api.kernel.RecordedEvent;
import behflow.api.kernel.Row;
import behflow.api.kernel.RowWrite;
import behflow.api.task.event.TaskDescribed;
import behflow.api.task.event.TaskEvent;
import behflow.api.task.event.TaskRenamed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row for each task that depends on every event and on their order: a lost, doubled or swapped one shows. */
final class TestRows implements InlineProjection<TestRows.TestRow> {

    static final String TABLE = "create table if not exists test_row (task_id uuid primary key, owner_id uuid not null,"
            + " version bigint not null, position bigint not null, digest bigint not null) with (fillfactor = 50)";

    /** A rename to this is a bug in the projection. */
    static final String POISON = "poison";

    /** A description like this is a row that the database refuses. */
    static final String REFUSED = "refused";

    private static final RowWrite<TestRow> WRITE = new RowWrite<>() {

        @Override
        public String sql(String table) {
            return "insert into " + table + " (task_id, owner_id, version, position, digest)"
                    + " select t, o, nullif(v, -1), p, d from unnest(?, ?, ?, ?, ?) as e(t, o, v, p, d)"
                    + " on conflict (task_id) do update set version = excluded.version, position = excluded.position,"
                    + " digest = excluded.digest";
        }

        @Override
        public int bind(PreparedStatement statement, int first, Collection<TestRow> rows) throws SQLException {
            return new ParallelArrays<>(statement, first, rows)
                    .ids(TestRow::taskId)
                    .ids(TestRow::ownerId)
                    .longs(TestRow::version)
                    .longs(TestRow::position)
                    .longs(TestRow::digest)
                    .next();
        }
    };

    record TestRow(UUID taskId, UUID ownerId, long version, long position, long digest) implements Row {
        @Override
        public UUID id() {
            return taskId;
        }
    }

    @Override
    public String table() {
        return "test_row";
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
    public TestRow fold(@Nullable TestRow row, RecordedEvent event) {
        if (event.payload() instanceof TaskRenamed renamed && POISON.equals(renamed.to())) {
            throw new IllegalStateException("Poison");
        }
        long before = row == null ? 17 : row.digest;
        boolean refused = event.payload() instanceof TaskDescribed described && REFUSED.equals(described.to());
        return new TestRow(
                event.subjectId(),
                event.ownerId(),
                refused ? -1 : event.sequence(),
                event.position(),
                before * 31 + event.eventId().hashCode());
    }

    @Override
    public String columns() {
        return "owner_id, version, position, digest";
    }

    @Override
    public TestRow read(ResultSet row) throws SQLException {
        return new TestRow(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5));
    }

    @Override
    public RowWrite<TestRow> rowWrite() {
        return WRITE;
    }

    @Override
    public void write(Connection connection, String table, Collection<TestRow> rows) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(WRITE.sql(table))) {
            WRITE.bind(upsert, 1, rows);
            upsert.executeUpdate();
        }
    }

    @Override
    public void delete(Connection connection, String table, Collection<UUID> ids) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from " + table + " where task_id = any (?)")) {
            delete.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            delete.executeUpdate();
        }
    }
}
