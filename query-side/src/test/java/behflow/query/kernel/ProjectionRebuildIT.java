package behflow.query.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import behflow.api.account.event.AccountRegistered;
import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RecordedEvent;
import behflow.api.kernel.Row;
import behflow.testing.TestDatabase;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A table of counts, which an event that is folded twice makes wrong. */
class ProjectionRebuildIT {

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final UUID ONE = UUID.randomUUID();
    private static final UUID OTHER = UUID.randomUUID();

    private boolean writing;
    /** How many events come while the log is read outside the lock, and how often. */
    private int writtenMeanwhile;

    private int writes;
    private int eventsUnderLock;
    private int readableUnderLock = Integer.MAX_VALUE;

    @BeforeAll
    static void create() throws SQLException {
        Flyway.configure()
                .dataSource(DATABASE.dataSource())
                .locations("classpath:db/migration/query")
                .load()
                .migrate();
        DATABASE.execute("create schema eventstore");
        DATABASE.execute("create table eventstore.log_head (owner_id uuid primary key, position bigint not null)");
        DATABASE.execute("create table count_view (owner_id uuid primary key, events bigint not null)");
    }

    @BeforeEach
    void threeEventsEach() throws SQLException {
        DATABASE.execute("truncate eventstore.log_head, count_view");
        DATABASE.execute("insert into eventstore.log_head values ('" + ONE + "', 3), ('" + OTHER + "', 3)");
        DATABASE.execute("insert into count_view select owner_id, position from eventstore.log_head");
    }

    @AfterAll
    static void drop() {
        DATABASE.drop();
    }

    @Test
    void givenLogThatCannotBeReadUnderTheLock_whenGoingBack_thenTheEarlierTableIsAsFarAsItsPositionsSay()
            throws SQLException {
        rebuild().run(read -> {});
        assertThat(counts("count_view")).isEqualTo(Map.of(ONE, 3L, OTHER, 3L));
        write(DATABASE.dataSource().getConnection());
        write(DATABASE.dataSource().getConnection());

        writing = true;
        readableUnderLock = 1;
        assertThatThrownBy(() -> rebuild().back())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("unreadable");

        assertThat(counts("count_view")).isEqualTo(Map.of(ONE, 6L, OTHER, 6L));
        assertThat(counts("count_view__previous")).isEqualTo(Map.of(ONE, 5L, OTHER, 5L));
        assertThat(counts("(select owner_id, position from projection_previous) as p"))
                .isEqualTo(counts("count_view__previous"));

        readableUnderLock = Integer.MAX_VALUE;
        rebuild().back();
        assertThat(counts("count_view")).isEqualTo(Map.of(ONE, 6L, OTHER, 6L));
    }

    @ParameterizedTest
    @CsvSource({"1, 2000, 0", "2, 300, 0", "1000000, 300, 5000"})
    @Timeout(60)
    void givenLogsThatAreWrittenMeanwhile_whenRebuilt_thenFewEventsAreCaughtUpUnderTheLock_andItEnds(
            int times, int events, int mostUnderLock) throws SQLException {
        writes = times;
        writtenMeanwhile = events;

        rebuild().run(read -> {});

        assertThat(eventsUnderLock).isLessThanOrEqualTo(mostUnderLock);
        assertThat(counts("count_view")).isEqualTo(counts("eventstore.log_head"));
    }

    private ProjectionRebuild<Count> rebuild() {
        return new ProjectionRebuild<>(DATABASE.dataSource(), log(), new Counts());
    }

    /** One more event in each log, and its row in the same transaction. */
    private static void write(Connection opened) throws SQLException {
        try (Connection connection = opened;
                Statement statement = connection.createStatement()) {
            statement.execute("with h as (update eventstore.log_head set position = position + 1 returning *)"
                    + " update count_view c set events = h.position from h where h.owner_id = c.owner_id");
        }
    }

    private static Map<UUID, Long> counts(String table) throws SQLException {
        Map<UUID, Long> counts = new HashMap<>();
        try (Connection connection = DATABASE.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select * from " + table)) {
            while (row.next()) {
                counts.put(row.getObject(1, UUID.class), row.getLong(2));
            }
        }
        return counts;
    }

    private EventLog log() {
        return (EventLog) Proxy.newProxyInstance(
                ProjectionRebuildIT.class.getClassLoader(),
                new Class<?>[] {EventLog.class},
                (proxy, method, arguments) -> read(
                        (Connection) arguments[0],
                        (UUID) arguments[1],
                        (Long) arguments[2],
                        (Long) arguments[3],
                        (Integer) arguments[4]));
    }

    private List<RecordedEvent> read(Connection connection, UUID owner, long after, long upTo, int limit)
            throws SQLException {
        boolean underLock = !connection.getAutoCommit();
        if (underLock && readableUnderLock-- == 0) {
            throw new IllegalStateException("unreadable");
        }
        if (!underLock && writing) {
            writing = false;
            write(DATABASE.dataSource().getConnection());
        }
        if (!underLock && writes > 0) {
            writes--;
            DATABASE.execute("with h as (update eventstore.log_head set position = position + " + writtenMeanwhile
                    + " returning *) update count_view c set events = h.position from h where h.owner_id = c.owner_id");
        }
        List<RecordedEvent> events = new ArrayList<>();
        for (long position = after + 1; position <= Math.min(upTo, after + limit); position++) {
            events.add(new RecordedEvent(
                    owner,
                    position,
                    UUID.randomUUID(),
                    owner,
                    position - 1,
                    Instant.EPOCH,
                    new AccountRegistered(),
                    Origin.ofUser(owner, owner)));
        }
        if (underLock) {
            eventsUnderLock += events.size();
        }
        return events;
    }

    private record Count(UUID id, long events) implements Row {}

    private static final class Counts implements InlineProjection<Count> {

        @Override
        public String table() {
            return "count_view";
        }

        @Override
        public String idColumn() {
            return "owner_id";
        }

        @Override
        public boolean accepts(DomainEvent event) {
            return true;
        }

        @Override
        public Count fold(@Nullable Count row, RecordedEvent event) {
            return new Count(event.ownerId(), row == null ? 1 : row.events() + 1);
        }

        @Override
        public String columns() {
            return "events";
        }

        @Override
        public Count read(ResultSet row) throws SQLException {
            return new Count(row.getObject(1, UUID.class), row.getLong(2));
        }

        @Override
        public void write(Connection connection, String table, Collection<Count> rows) throws SQLException {
            String sql = "insert into " + table + " values (?, ?)"
                    + " on conflict (owner_id) do update set events = excluded.events";
            Columns.batch(connection, sql, rows, (statement, row) -> {
                statement.setObject(1, row.id());
                statement.setLong(2, row.events());
            });
        }

        @Override
        public void delete(Connection connection, String table, Collection<UUID> ids) throws SQLException {
            Columns.delete(connection, table, idColumn(), ids);
        }
    }
}
