package behflow.command.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.InlineProjection;
import behflow.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.axonframework.config.Configuration;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.ReplayStatus;
import org.axonframework.eventhandling.TrackingEventProcessorConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;

/** A reader by each kind of Axon's streaming processors, which note what they are given, in the transaction of their tokens. */
final class Readers {

    static final String POOLED = "pooled";
    static final String TRACKING = "tracking";
    static final List<String> ALL = List.of(POOLED, TRACKING);
    static final String TABLE =
            "create table seen (n bigint generated always as identity primary key, reader text not null,"
                    + " node text not null, owner_id uuid not null, position bigint not null, event_id uuid not null,"
                    + " replay boolean not null)";

    private static final int BATCH = 50;
    private static final long PATIENCE_SECONDS = 60;

    private Readers() {}

    /** Of each node. Events of one owner are read in order. */
    static class Part {

        @Bean
        InlineProjection<?> testRows() {
            return new TestRows();
        }

        @Bean
        PooledReader pooledReader(JdbcTemplate jdbc) {
            return new PooledReader(jdbc);
        }

        @Bean
        TrackingReader trackingReader(JdbcTemplate jdbc) {
            return new TrackingReader(jdbc);
        }

        @Bean
        ConfigurerModule readers() {
            return configurer -> configurer
                    .eventProcessing()
                    .registerDefaultSequencingPolicy(
                            configuration -> event -> event.getMetaData().get("owner_id"))
                    .registerPooledStreamingEventProcessor(
                            POOLED,
                            Configuration::eventStore,
                            (configuration, builder) -> builder.initialSegmentCount(4)
                                    .batchSize(BATCH)
                                    .tokenClaimInterval(300)
                                    .claimExtensionThreshold(1_000))
                    .registerTrackingEventProcessor(
                            TRACKING,
                            Configuration::eventStore,
                            configuration -> TrackingEventProcessorConfiguration.forParallelProcessing(4)
                                    .andInitialSegmentsCount(4)
                                    .andBatchSize(BATCH)
                                    .andTokenClaimInterval(300, TimeUnit.MILLISECONDS)
                                    .andEventAvailabilityTimeout(200, TimeUnit.MILLISECONDS));
        }
    }

    @ProcessingGroup(POOLED)
    static final class PooledReader extends Reader {
        PooledReader(JdbcTemplate jdbc) {
            super(POOLED, jdbc);
        }
    }

    @ProcessingGroup(TRACKING)
    static final class TrackingReader extends Reader {
        TrackingReader(JdbcTemplate jdbc) {
            super(TRACKING, jdbc);
        }
    }

    abstract static class Reader {

        private final String name;
        private final JdbcTemplate jdbc;
        private final String node = UUID.randomUUID().toString();

        Reader(String name, JdbcTemplate jdbc) {
            this.name = name;
            this.jdbc = jdbc;
        }

        @EventHandler
        void on(DomainEvent event, EventMessage<?> message, ReplayStatus status) {
            jdbc.update(
                    "insert into seen (reader, node, owner_id, position, event_id, replay) values (?, ?, ?, ?, ?, ?)",
                    name,
                    node,
                    UUID.fromString(String.valueOf(message.getMetaData().get("owner_id"))),
                    Long.parseLong(String.valueOf(message.getMetaData().get(StoredEvent.POSITION))),
                    UUID.fromString(message.getIdentifier()),
                    status.isReplay());
        }
    }

    /** Waits until every reader has noted as many events as there are. */
    static void awaitAll(TestDatabase database) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < deadline && !caughtUp(database)) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static boolean caughtUp(TestDatabase database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select (select count(*) from eventstore.event) <= all"
                        + " (select count(s.n) from unnest(array['" + POOLED + "', '" + TRACKING + "']) as r(reader)"
                        + " left join seen s on s.reader = r.reader group by r.reader)")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** Every event of the log once, each owner's in order, by each reader; @return events noted by all nodes together. */
    static int checkAll(TestDatabase database) throws SQLException {
        Map<UUID, UUID> log = new HashMap<>();
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("select event_id, owner_id from eventstore.event")) {
                while (row.next()) {
                    log.put(row.getObject(1, UUID.class), row.getObject(2, UUID.class));
                }
            }
            for (String reader : ALL) {
                Map<UUID, Long> positions = new HashMap<>();
                int seen = 0;
                try (ResultSet row = statement.executeQuery(
                        "select owner_id, position, event_id from seen where reader = '" + reader + "' order by n")) {
                    while (row.next()) {
                        UUID owner = row.getObject(1, UUID.class);
                        assertThat(row.getLong(2))
                                .as("next position of %s for the %s reader", owner, reader)
                                .isEqualTo(positions.merge(owner, 1L, Long::sum));
                        assertThat(log).containsEntry(row.getObject(3, UUID.class), owner);
                        seen++;
                    }
                }
                assertThat(seen).as("events for the %s reader", reader).isEqualTo(log.size());
            }
        }
        return log.size();
    }
}
