package behflow.query.analytics;

import behflow.api.admin.Projections.Difference;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.RecordedEvent;
import behflow.api.kernel.RejectedException;
import behflow.query.kernel.Rebuildable;
import behflow.query.kernel.TableSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Makes the tables of analytics anew: in a schema beside the live one, owner by owner in short transactions, by the code that
 * follows the log. When it is close to the heads of all logs it locks the live tables for a moment, brings the new ones up to
 * date, and moves them in their place. How far they are is a table among them: whoever follows the log goes on from there.
 */
@Component
class AnalyticsRebuild implements Rebuildable {

    static final String NEXT = "bi__next";
    private static final int EVENTS_AT_ONCE = 10_000;
    /** So many tasks stay in memory, below a kilobyte each, until they are written. */
    private static final int TASKS_HELD = 50_000;

    /** Tables that are this close are caught up under the lock. */
    private static final long NEAR = 5_000;

    private static final int SWAP_ATTEMPTS = 60;
    /** Whoever comes while the swap waits for its locks waits behind it: at first it does not wait long. */
    private static final int SHORT_ATTEMPTS = 2;

    private static final Duration SHORT_WAIT = Duration.ofMillis(200);
    /** Longer than reports and batches take, so that it gets its turn where one follows upon the other. */
    private static final Duration LONG_WAIT = Duration.ofMillis(1_500);
    /** Shorter than the second after which PostgreSQL ends one of two that wait for each other: it would end the reader. */
    private static final Duration WAIT_HOLDING = Duration.ofMillis(900);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private static final int LOOKS = 50;
    private static final Duration PAUSE = Duration.ofMillis(100);

    @Override
    public String name() {
        return AnalyticsFollower.NAME;
    }

    @Override
    public boolean inline() {
        return false;
    }

    @Override
    public boolean accepts(UUID owner) {
        return AnalyticsBatch.accepts(owner);
    }

    @Override
    public void rebuild(DataSource dataSource, EventLog log, LongConsumer progress) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            create(connection);
            AnalyticsBatch batch = new AnalyticsBatch(new AnalyticsTables(NEXT), log::read, TASKS_HELD);
            Map<UUID, Long> positions = new HashMap<>();
            connection.setAutoCommit(false);
            try {
                long done = 0;
                while (true) {
                    Map<UUID, Long> heads = heads(connection);
                    connection.commit();
                    long behind = behind(heads, positions);
                    if (behind == 0 || done > 0 && behind <= NEAR) {
                        break;
                    }
                    done = catchUp(connection, log, batch, heads, positions, done, progress);
                }
                analyze(connection);
                swap(connection, log, positions);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    /** The replaced tables are not kept: they would hold text that an erasure takes from the live ones. */
    @Override
    public void back(DataSource dataSource, EventLog log) {
        throw RejectedException.conflict("There is no earlier table of this projection to go back to");
    }

    private static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("drop schema if exists " + NEXT + " cascade");
            statement.execute("create schema " + NEXT);
            for (String table : AnalyticsTables.TABLES) {
                statement.execute("create table " + NEXT + "." + table + " (like bi." + table + " including all)");
                statement.execute("do $$ begin execute format('comment on table " + NEXT + "." + table
                        + " is %L', obj_description('bi." + table + "'::regclass)); end; $$");
                TableSettings.copy(connection, "bi." + table, NEXT + "." + table);
                // Tables that are still being filled need neither: vacuum and analysis would read them again and again.
                statement.execute("alter table " + NEXT + "." + table + " set (autovacuum_enabled = false)");
            }
        }
    }

    /** In transactions of so many events, of one owner or of several. */
    private static long catchUp(
            Connection connection,
            EventLog log,
            AnalyticsBatch batch,
            Map<UUID, Long> heads,
            Map<UUID, Long> positions,
            long before,
            LongConsumer progress)
            throws SQLException {
        long done = before;
        try (LogPages pages = new LogPages(log, positions, heads, EVENTS_AT_ONCE)) {
            for (List<RecordedEvent> events = pages.next(); !events.isEmpty(); events = pages.next()) {
                batch.advance(connection, events);
                connection.commit();
                events.forEach(event -> positions.put(event.ownerId(), event.position()));
                done += events.size();
                progress.accept(done);
            }
        }
        batch.flush(connection);
        connection.commit();
        return done;
    }

    private static void analyze(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String table : AnalyticsTables.TABLES) {
                statement.execute("analyze " + NEXT + "." + table);
                statement.execute("alter table " + NEXT + "." + table + " reset (autovacuum_enabled)");
            }
        }
        connection.commit();
    }

    private static void swap(Connection connection, EventLog log, Map<UUID, Long> positions) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                lock(connection, attempt <= SHORT_ATTEMPTS ? SHORT_WAIT : LONG_WAIT);
                List<RecordedEvent> rest = new ArrayList<>();
                for (Map.Entry<UUID, Long> head : heads(connection).entrySet()) {
                    long position = positions.getOrDefault(head.getKey(), 0L);
                    if (position < head.getValue()) {
                        rest.addAll(log.read(connection, head.getKey(), position, head.getValue(), Integer.MAX_VALUE));
                    }
                }
                new AnalyticsBatch(
                                new AnalyticsTables(NEXT),
                                (owner, after, upTo, limit) -> log.read(connection, owner, after, upTo, limit))
                        .advance(connection, rest);
                exchange(connection);
                connection.commit();
                return;
            } catch (SQLException e) {
                connection.rollback();
                boolean busy = "55P03".equals(e.getSQLState()) || "40P01".equals(e.getSQLState());
                if (!busy || attempt == SWAP_ATTEMPTS) {
                    throw e;
                }
                Duration pause = PAUSE.multipliedBy(attempt);
                pause(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
            }
        }
    }

    /** Reports and batches begin with the first table and hold it to their end: who has that waits for readers by SQL alone. */
    private static void lock(Connection connection, Duration wait) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local lock_timeout = " + wait.toMillis());
            statement.execute("lock table bi." + AnalyticsTables.TABLES.get(0) + " in access exclusive mode");
            statement.execute("set local lock_timeout = " + WAIT_HOLDING.toMillis());
            statement.execute(
                    "lock table bi." + String.join(", bi.", AnalyticsTables.TABLES) + " in access exclusive mode");
        }
    }

    private static void exchange(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create schema bi__old");
            for (String table : AnalyticsTables.TABLES) {
                statement.execute("alter table bi." + table + " set schema bi__old");
                statement.execute("alter table " + NEXT + "." + table + " set schema bi");
            }
            statement.execute("select bi.define_views()");
            statement.execute("drop schema bi__old cascade");
            statement.execute("drop schema " + NEXT + " cascade");
        }
    }

    private static long behind(Map<UUID, Long> heads, Map<UUID, Long> positions) {
        return heads.entrySet().stream()
                .mapToLong(head -> head.getValue() - positions.getOrDefault(head.getKey(), 0L))
                .sum();
    }

    private static Map<UUID, Long> heads(Connection connection) throws SQLException {
        Map<UUID, Long> heads = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select owner_id, position from eventstore.log_head")) {
            while (row.next()) {
                heads.put(row.getObject(1, UUID.class), row.getLong(2));
            }
        }
        heads.keySet().removeIf(owner -> !AnalyticsBatch.accepts(owner));
        return heads;
    }

    @Override
    public Set<UUID> owners(Connection connection) throws SQLException {
        Set<UUID> owners = new HashSet<>();
        for (String table : AnalyticsTables.TABLES) {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select distinct owner_id from bi." + table)) {
                while (row.next()) {
                    owners.add(row.getObject(1, UUID.class));
                }
            }
        }
        return owners;
    }

    /**
     * At the position that the tables have come to. Where the log has lost text by an event that they have not met yet, it waits a
     * moment for them.
     */
    @Override
    public long verify(Connection connection, EventLog log, UUID owner, Consumer<Difference> differences)
            throws SQLException {
        for (int look = 1; ; look++) {
            AnalyticsRows rows = new AnalyticsRows(new AnalyticsTables("bi"));
            Map<String, Map<String, Object>> actual;
            long position;
            DefaultZones zones;
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            try {
                position = rows.position(connection, owner);
                actual = rows.all(connection, owner);
                zones = AnalyticsRows.zones(connection);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
                connection.setReadOnly(false);
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            }
            OwnerAnalytics fold = fold(log, owner, zones, position);
            Map<String, Map<String, Object>> expected = AnalyticsRows.expected(fold);
            if (expected.equals(actual) || look == LOOKS || !erasedSince(connection, owner, position)) {
                compare(owner, expected, actual, differences);
                return position;
            }
            pause(PAUSE);
        }
    }

    private static OwnerAnalytics fold(EventLog log, UUID owner, DefaultZones zones, long upTo) {
        OwnerAnalytics fold = new OwnerAnalytics(owner, zones);
        long position = 0;
        while (position < upTo) {
            List<RecordedEvent> events = log.read(owner, position, upTo, EVENTS_AT_ONCE);
            if (events.isEmpty()) {
                break;
            }
            events.forEach(fold::fold);
            position = events.get(events.size() - 1).position();
        }
        return fold;
    }

    private static void compare(
            UUID owner,
            Map<String, Map<String, Object>> expected,
            Map<String, Map<String, Object>> actual,
            Consumer<Difference> differences) {
        for (String table : AnalyticsTables.TABLES) {
            Set<String> keys = new HashSet<>(expected.get(table).keySet());
            keys.addAll(actual.get(table).keySet());
            for (String key : keys) {
                Object should = expected.get(table).get(key);
                Object is = actual.get(table).get(key);
                if (!Objects.equals(should, is)) {
                    differences.accept(new Difference(
                            "bi." + table, owner, rowId(owner, should == null ? is : should), text(should), text(is)));
                }
            }
        }
    }

    /** Of the task; of the user where a row is of none. */
    private static UUID rowId(UUID owner, @Nullable Object row) {
        if (row instanceof TaskVersion version) {
            return version.flow().id();
        } else if (row instanceof TaskFlow task) {
            return task.id();
        } else if (row instanceof TaskChangeRow change) {
            return change.taskId();
        }
        return owner;
    }

    private static @Nullable String text(@Nullable Object row) {
        return row == null ? null : row.toString();
    }

    private static boolean erasedSince(Connection connection, UUID owner, long position) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select exists (select from eventstore.event where owner_id = ?"
                        + " and position > ? and type like '%.erased')")) {
            statement.setObject(1, owner);
            statement.setLong(2, position);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted; the tables that served serve on", e);
        }
    }
}
