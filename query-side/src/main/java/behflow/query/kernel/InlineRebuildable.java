package behflow.query.kernel;

import behflow.api.admin.Projections.Difference;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** One table, written in the transaction of its events. */
final class InlineRebuildable<R extends Row> implements Rebuildable {

    private final InlineProjection<R> projection;

    InlineRebuildable(InlineProjection<R> projection) {
        this.projection = projection;
    }

    @Override
    public String name() {
        return projection.table();
    }

    @Override
    public boolean inline() {
        return true;
    }

    @Override
    public void rebuild(DataSource dataSource, EventLog log, LongConsumer progress) throws SQLException {
        new ProjectionRebuild<>(dataSource, log, projection).run(progress);
    }

    @Override
    public void back(DataSource dataSource, EventLog log) throws SQLException {
        new ProjectionRebuild<>(dataSource, log, projection).back();
    }

    /**
     * At one position: the rows and the head are read in one snapshot, and the events up to that head change by an erasure only;
     * where there was one meanwhile, all is looked at again.
     */
    @Override
    public long verify(Connection connection, EventLog log, UUID owner, Consumer<Difference> differences)
            throws SQLException {
        Map<UUID, R> actual;
        long head;
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        try {
            head = head(connection, owner);
            actual = projection.read(
                    connection,
                    projection.table(),
                    ids(
                            connection,
                            "select " + projection.idColumn() + " from " + projection.table() + " where owner_id = ?",
                            owner));
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
            connection.setReadOnly(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        }
        OwnerFold<R> fold = new OwnerFold<>(projection);
        long read = fold.fold(log, connection, owner, 0, head, ids -> Map.of(), events -> {});
        Map<UUID, R> expected = fold.rows();
        if (!expected.equals(actual) && erasedSince(connection, owner, head)) {
            return verify(connection, log, owner, differences);
        }
        Set<UUID> ids = new HashSet<>(expected.keySet());
        ids.addAll(actual.keySet());
        for (UUID id : ids) {
            R should = expected.get(id);
            R is = actual.get(id);
            if (should == null || !should.equals(is)) {
                differences.accept(new Difference(projection.table(), owner, id, text(should), text(is)));
            }
        }
        return read;
    }

    /** Whether the log has lost text by an event after {@code position}. */
    static boolean erasedSince(Connection connection, UUID owner, long position) throws SQLException {
        return !ids(
                        connection,
                        "select event_id from eventstore.event where owner_id = ? and position > ? and type like '%.erased'",
                        owner,
                        position)
                .isEmpty();
    }

    private static @Nullable String text(@Nullable Object row) {
        return row == null ? null : row.toString();
    }

    private static long head(Connection connection, UUID owner) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select position from eventstore.log_head where owner_id = ?")) {
            statement.setObject(1, owner);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    @Override
    public Set<UUID> owners(Connection connection) throws SQLException {
        return ids(connection, "select distinct owner_id from " + projection.table());
    }

    private static Set<UUID> ids(Connection connection, String sql, Object... parameters) throws SQLException {
        Set<UUID> ids = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    ids.add(row.getObject(1, UUID.class));
                }
            }
        }
        return ids;
    }
}
