package behflow.query.kernel;

import behflow.api.kernel.BinaryArrays;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongConsumer;
import javax.sql.DataSource;

/**
 * Makes one projection's table anew beside the live one, owner by owner, brings it up to the heads of all logs while the
 * live table is locked for a moment, and lets both change places in that transaction. Whatever goes wrong, the live table
 * serves on; a next table that a crash leaves behind is dropped by the next rebuild. Going back does the same with the table
 * before, which is never further or less far than {@code projection_previous} says.
 */
final class ProjectionRebuild<R extends Row> {

    private static final int SWAP_ATTEMPTS = 60;
    private static final int ROWS_AT_ONCE = 5_000;
    /** A table that is this close is caught up under the lock, for which those who read or write it wait. */
    private static final long NEAR = 200;
    /** So is one that is this close, where so many rounds have not brought it nearer: its logs are written all the time. */
    private static final long NEAR_ENOUGH = 5_000;

    private static final int ROUNDS = 10;

    private final DataSource dataSource;
    private final EventLog log;
    private final InlineProjection<R> projection;
    private final TableSwap tables;
    /** How far the table that is being made has come, by owner. */
    private final Map<UUID, Long> positions = new HashMap<>();

    ProjectionRebuild(DataSource dataSource, EventLog log, InlineProjection<R> projection) {
        this.dataSource = dataSource;
        this.log = log;
        this.projection = projection;
        this.tables = new TableSwap(projection.table());
    }

    /** @param progress told the number of events handled so far, often */
    void run(LongConsumer progress) throws SQLException {
        try (Connection connection = maintenance()) {
            tables.createNext(connection);
            approach(connection, tables.next(), progress);
            swap(connection, tables.next());
        }
    }

    /** @throws RejectedException CONFLICT where there is no table to go back to */
    void back() throws SQLException {
        try (Connection connection = maintenance()) {
            if (!tables.hasPrevious(connection)) {
                throw RejectedException.conflict("There is no earlier table of this projection to go back to");
            }
            try (PreparedStatement statement = connection.prepareStatement(
                    "select owner_id, position from projection_previous where projection = ?")) {
                statement.setString(1, projection.table());
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        positions.put(row.getObject(1, UUID.class), row.getLong(2));
                    }
                }
            }
            approach(connection, tables.previous(), read -> {});
            swap(connection, tables.previous());
        }
    }

    /** Near enough to the heads of all logs for the rest to be done under the lock. */
    private void approach(Connection connection, String table, LongConsumer progress) throws SQLException {
        boolean kept = table.equals(tables.previous());
        long done = 0;
        for (int round = 0; ; round++) {
            Map<UUID, Long> heads = heads(connection);
            long behind = behind(heads);
            boolean near = behind <= NEAR || round >= ROUNDS && behind <= NEAR_ENOUGH;
            if (done > 0 && near || behind == 0) {
                return;
            }
            for (Map.Entry<UUID, Long> head : heads.entrySet()) {
                long before = done;
                done += catchUp(
                        connection,
                        table,
                        head.getKey(),
                        head.getValue(),
                        kept,
                        read -> progress.accept(before + read));
            }
        }
    }

    private void swap(Connection connection, String source) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            Map<UUID, Long> before = Map.copyOf(positions);
            try {
                whole(connection, () -> {
                    tables.lock(connection);
                    Map<UUID, Long> heads = heads(connection);
                    for (Map.Entry<UUID, Long> head : heads.entrySet()) {
                        catchUp(connection, source, head.getKey(), head.getValue(), false, read -> {});
                    }
                    tables.swapIn(connection, source);
                    remember(connection, heads);
                });
                return;
            } catch (SQLException e) {
                boolean busy = "55P03".equals(e.getSQLState()) || "40P01".equals(e.getSQLState());
                if (!busy || attempt == SWAP_ATTEMPTS) {
                    throw e;
                }
                positions.clear();
                positions.putAll(before);
                pause();
                // The logs have gone on while the lock was waited for.
                approach(connection, source, read -> {});
            }
        }
    }

    /**
     * All is done on {@code connection}: those who wait for the lock may hold every other one.
     *
     * @param kept whether the table outlives this rebuild: what it holds and how far it is are then written together
     */
    private long catchUp(
            Connection connection, String table, UUID owner, long head, boolean kept, LongConsumer progress)
            throws SQLException {
        long from = positions.getOrDefault(owner, 0L);
        if (head <= from) {
            return 0;
        }
        OwnerFold<R> fold = new OwnerFold<>(projection);
        long read = fold.fold(
                log,
                connection,
                owner,
                from,
                head,
                ids -> from == 0 ? Map.of() : projection.read(connection, table, ids),
                progress);
        if (kept) {
            whole(connection, () -> {
                write(connection, table, fold, from);
                remember(connection, owner, head);
            });
        } else {
            write(connection, table, fold, from);
        }
        positions.put(owner, head);
        return read;
    }

    private void write(Connection connection, String table, OwnerFold<R> fold, long from) throws SQLException {
        List<R> upserts = fold.upserts();
        for (int start = 0; start < upserts.size(); start += ROWS_AT_ONCE) {
            projection.write(connection, table, upserts.subList(start, Math.min(upserts.size(), start + ROWS_AT_ONCE)));
        }
        if (from > 0 && !fold.deletes().isEmpty()) {
            projection.delete(connection, table, fold.deletes());
        }
    }

    /** Statements of one transaction. */
    private interface Statements {
        void execute() throws SQLException;
    }

    /** All or nothing, whatever goes wrong. */
    private static void whole(Connection connection, Statements statements) throws SQLException {
        connection.setAutoCommit(false);
        try {
            statements.execute();
            connection.commit();
        } catch (SQLException | RuntimeException | Error e) {
            try {
                connection.rollback();
                connection.setAutoCommit(true);
            } catch (SQLException lost) {
                // Autocommit would commit what could not be undone; closing the connection undoes it.
                e.addSuppressed(lost);
            }
            throw e;
        }
        connection.setAutoCommit(true);
    }

    private long behind(Map<UUID, Long> heads) {
        return heads.entrySet().stream()
                .mapToLong(head -> head.getValue() - positions.getOrDefault(head.getKey(), 0L))
                .sum();
    }

    private void remember(Connection connection, Map<UUID, Long> heads) throws SQLException {
        try (PreparedStatement delete =
                        connection.prepareStatement("delete from projection_previous where projection = ?");
                PreparedStatement insert =
                        connection.prepareStatement("insert into projection_previous (projection, owner_id, position)"
                                + " select ?, o, p from unnest(?, ?) as h(o, p)")) {
            delete.setString(1, projection.table());
            delete.executeUpdate();
            List<UUID> owners = new ArrayList<>(heads.keySet());
            insert.setString(1, projection.table());
            insert.setArray(2, BinaryArrays.ids(connection, owners));
            insert.setArray(
                    3,
                    connection.createArrayOf(
                            "bigint", owners.stream().map(heads::get).toArray()));
            insert.executeUpdate();
        }
    }

    private void remember(Connection connection, UUID owner, long position) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(
                "insert into projection_previous (projection, owner_id, position)"
                        + " values (?, ?, ?) on conflict (projection, owner_id) do update set position = excluded.position")) {
            upsert.setString(1, projection.table());
            upsert.setObject(2, owner);
            upsert.setLong(3, position);
            upsert.executeUpdate();
        }
    }

    /** The position of every log. */
    static Map<UUID, Long> heads(Connection connection) throws SQLException {
        Map<UUID, Long> heads = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select owner_id, position from eventstore.log_head")) {
            while (row.next()) {
                heads.put(row.getObject(1, UUID.class), row.getLong(2));
            }
        }
        return heads;
    }

    /** A connection for long work: statements in autocommit, so that no transaction stays open. */
    private Connection maintenance() throws SQLException {
        return dataSource.getConnection();
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The rebuild was interrupted before its swap; the old table serves", e);
        }
    }
}
