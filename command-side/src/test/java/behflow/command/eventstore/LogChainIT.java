package behflow.command.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import behflow.api.kernel.Ids;
import behflow.api.kernel.LogEntry;
import behflow.api.kernel.Origin;
import behflow.api.task.event.TaskCreated;
import behflow.api.task.event.TaskPriorityChanged;
import behflow.api.task.event.TaskRenamed;
import behflow.api.task.event.TaskStatusChanged;
import behflow.command.eventstore.AppendTransaction.Result;
import behflow.command.eventstore.LogVectors.Vector;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import javax.sql.DataSource;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;

/** Positions and the chain of hashes, as PostgreSQL makes them. */
class LogChainIT extends StoreIT {

    @Test
    void givenVectorsOfTheSpecification_whenAppended_thenTheDatabaseStoresTheirHashes() throws Exception {
        AppendTransaction transaction = new AppendTransaction(keepingTimes(), new InlineProjections(List.of()));

        for (Vector vector : LogVectors.read()) {
            StoreFixture.run(transaction, List.of(new AppendUnit(List.of(appendable(vector.logEntry())))), true);
        }

        UUID owner = LogVectors.read().get(0).logEntry().ownerId();
        List<LogEntry> stored = node.eventLog().readEntries(owner, 0, Long.MAX_VALUE, 10);
        assertThat(stored)
                .usingRecursiveComparison()
                .isEqualTo(LogVectors.read().stream().map(Vector::logEntry).toList());
        assertThat(node.eventLog().head(owner).hash()).isEqualTo(stored.get(1).hash());
    }

    @Test
    void givenManyOwnersAndConflictsInOneBatch_whenAppended_thenEachOwnersChainIsGaplessAndValid() throws Exception {
        long seed = System.nanoTime();
        System.out.println("Seed: " + seed);
        Random random = new Random(seed);
        AppendTransaction transaction =
                new AppendTransaction(fixture.pool(1), new InlineProjections(List.of(new TestRows())));
        UUID[] owners = {Ids.newId(), Ids.newId(), Ids.newId()};
        Map<UUID, Long> versions = new HashMap<>();

        for (int round = 0; round < 30; round++) {
            Map<AppendUnit, Boolean> batch = new HashMap<>();
            for (int i = 0; i < random.nextInt(1, 12); i++) {
                UUID owner = owners[random.nextInt(3)];
                UUID task = Ids.newId(owner);
                if (random.nextInt(3) == 0) {
                    batch.put(StoreFixture.unit(node, owner, task, 5, new TaskStatusChanged("a", "b")), false);
                } else {
                    batch.put(
                            StoreFixture.unit(
                                    node,
                                    owner,
                                    task,
                                    0,
                                    new TaskCreated("n", "", "low", null, List.of()),
                                    new TaskPriorityChanged("low", "high")),
                            true);
                    versions.put(task, 1L);
                }
            }
            Map<AppendUnit, Result> results = StoreFixture.run(transaction, List.copyOf(batch.keySet()), false);
            batch.forEach((unit, good) -> {
                assertThat(results.get(unit).appended() != null).isEqualTo(good);
                assertThat(results.get(unit).refusal() == AppendTransaction.Refusal.CONFLICT)
                        .isEqualTo(!good);
            });
        }

        LogInvariants.check(fixture.database().dataSource());
        assertThat(fixture.number("select count(*) from eventstore.event")).isEqualTo(versions.size() * 2L);
    }

    @Test
    void givenClockThatGoesBack_whenAppended_thenTheStoredTimestampDoesNot() throws Exception {
        UUID owner = Ids.newId();
        UUID task = Ids.newId(owner);
        AppendUnit late = StoreFixture.unit(node, owner, task, 0, new TaskCreated("n", "", "low", null, List.of()));
        Appendable event = late.events().get(0);
        Appendable future = new Appendable(
                event.eventId(),
                event.subjectId(),
                event.sequence(),
                event.type(),
                event.revision(),
                event.timestampMicros() + 3_600_000_000L,
                event.payload(),
                event.metadata(),
                event.salt(),
                event.commitment(),
                event.event(),
                event.origin());
        AppendTransaction transaction =
                new AppendTransaction(keepingTimes(), new InlineProjections(List.of(new TestRows())));
        StoreFixture.run(transaction, List.of(new AppendUnit(List.of(future))), true);

        node.engine().appendEvents(StoreFixture.messages(owner, task, 1, new TaskRenamed("n", "m")));

        assertThat(node.eventLog().read(owner, 0, 9, 9))
                .extracting(stored -> StoredEvent.micros(stored.timestamp()))
                .containsExactly(future.timestampMicros(), future.timestampMicros());
        LogInvariants.check(fixture.database().dataSource());
    }

    /** A node that had stood still would slip its event behind an instant that somebody has looked at. */
    @Test
    void givenClockThatIsFarBehind_whenAppended_thenTheTimeIsTheDatabases() throws Exception {
        UUID owner = Ids.newId();
        var event = StoreFixture.messages(owner, owner, 0, new TaskRenamed("n", "m"))
                .get(0);
        Instant before = Instant.now().minusMillis(1);
        node.engine()
                .appendEvents(List.of(new GenericDomainEventMessage<>(
                        event.getType(),
                        event.getAggregateIdentifier(),
                        event.getSequenceNumber(),
                        event.getPayload(),
                        event.getMetaData(),
                        event.getIdentifier(),
                        before.minusSeconds(90))));

        assertThat(node.eventLog().read(owner, 0, 9, 9))
                .singleElement()
                .satisfies(stored -> assertThat(stored.timestamp()).isAfterOrEqualTo(before));
    }

    @Test
    void givenRowWithoutActorOrCause_whenInserted_thenTheDatabaseRefusesIt() throws Exception {
        node.engine()
                .appendEvents(StoreFixture.messages(
                        Ids.newId(), Ids.newId(), 0, new TaskCreated("n", "", "low", null, List.of())));

        for (String column : List.of("actor", "user_id", "correlation_id", "causation_id", "request_id")) {
            assertThatThrownBy(() -> fixture.database()
                            .execute("insert into eventstore.event select (jsonb_populate_record("
                                    + "e, jsonb_build_object('" + column
                                    + "', null, 'position', 2, 'sequence', 1, 'idx', 1))).*"
                                    + " from eventstore.event e"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining(column);
        }
        assertThatThrownBy(() -> fixture.database().execute("update eventstore.event set actor = 'somebody'"))
                .hasMessageContaining("actor");
        assertThatThrownBy(() -> node.engine()
                        .appendEvents(
                                List.of(StoreFixture.messages(Ids.newId(), Ids.newId(), 0, new TaskRenamed("a", "b"))
                                        .get(0)
                                        .withMetaData(Map.of("actor", "user")))))
                .hasMessageContaining("user_id");
    }

    @Test
    void givenEvents_whenAuditorSelects_thenPayloadAndMetadataAreJson() throws Exception {
        UUID owner = Ids.newId();
        node.engine()
                .appendEvents(StoreFixture.messages(
                        owner, Ids.newId(owner), 0, new TaskCreated("Grüße 🎉", "", "low", null, List.of("a", "b"))));

        assertThat(fixture.number(
                        "select count(*) from audit.event where owner_id = ? and payload ->> 'name' = 'Grüße 🎉'"
                                + " and payload -> 'tags' ->> 1 = 'b' and metadata ->> 'actor' = 'user' and not metadata ? 'owner_id'"
                                        .replace(" ? ", " ?? ")
                                + " and type = 'task.created' and actor = 'user' and not erased and length(hash) = 64"
                                + " and timestamp between now() - interval '1 minute' and now() + interval '1 minute'",
                        owner))
                .isEqualTo(1);
    }

    /** One connection that keeps the times of events as they are given. */
    private DataSource keepingTimes() throws SQLException {
        DataSource pool = fixture.pool(1);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set behflow.keep_times = on");
        }
        return pool;
    }

    private Appendable appendable(LogEntry entry) {
        Map<String, Object> metadata = new HashMap<>(node.serializer()
                .getObjectMapper()
                .readValue(entry.metadata(), new TypeReference<Map<String, Object>>() {}));
        metadata.put(Origin.OWNER_ID, entry.ownerId().toString());
        metadata.putIfAbsent(Origin.REQUEST_ID, metadata.get(Origin.CORRELATION_ID));
        return new Appendable(
                entry.eventId(),
                entry.subjectId(),
                entry.sequence(),
                entry.type(),
                entry.revision(),
                entry.timestampMicros(),
                entry.payload(),
                entry.metadata(),
                entry.salt(),
                entry.commitment(),
                new TaskRenamed("the vectors", "have payloads of their own"),
                Origin.fromMetadata(metadata));
    }
}
