package behflow.command.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.account.command.ChangeSettings;
import behflow.api.account.event.AccountTimezoneChanged;
import behflow.api.kernel.Ids;
import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RecordedEvent;
import behflow.command.account.AccountAggregate;
import behflow.command.kernel.AxonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;

/**
 * An aggregate with snapshots, loaded and changed by two nodes in turn and at once. Its events tell what they were decided on:
 * each goes from what the one before went to, and a change to what is so already is none.
 */
class SnapshotIT {

    private static StoreFixture fixture;
    private static AxonNode one;
    private static AxonNode two;

    static class Part {
        @Bean
        InlineProjection<?> testRows() {
            return new TestRows();
        }
    }

    @BeforeAll
    static void start() throws Exception {
        fixture = new StoreFixture();
        one = AxonNode.start(fixture.database(), Part.class, AccountAggregate.class);
        two = AxonNode.start(fixture.database(), Part.class, AccountAggregate.class);
    }

    @AfterAll
    static void stop() throws Exception {
        two.close();
        one.close();
        fixture.close();
    }

    @Test
    void givenSnapshotOfOneNode_whenTheOthersWritePastIt_thenEveryLoadHasEverything() throws Exception {
        UUID account = Ids.newId();
        for (int i = 0; i < 70; i++) {
            change(one, account, "Zone/" + i);
        }
        awaitSnapshot(account, 48);
        change(two, account, "Zone/69");
        assertThat(changes(account))
                .as("what is so already, for the other node too")
                .hasSize(70);
        for (int i = 70; i < 140; i++) {
            change(i % 2 == 0 ? two : one, account, "Zone/" + i);
        }
        awaitSnapshot(account, 97);
        for (AxonNode node : List.of(one, two)) {
            assertThat(eventsRead(node, account)).as("events read for a load").isLessThanOrEqualTo(60);
            change(node, account, "Zone/139");
        }
        checkDecisions(account, 140);
    }

    @Test
    void givenSnapshotOfAnotherVersion_whenLoaded_thenNotRead() throws Exception {
        UUID account = Ids.newId();
        for (int i = 0; i < 60; i++) {
            change(one, account, "Zone/" + i);
        }
        awaitSnapshot(account, 48);
        int expected = 60;
        for (String broken : List.of("revision = '0'", "payload_type = 'behflow.command.Gone'", "payload = 'x'")) {
            fixture.database()
                    .execute("update eventstore.snapshot set " + broken + " where subject_id = '" + account + "'");
            change(two, account, "Zone/" + (expected - 1));
            change(two, account, "Zone/" + expected++);
            checkDecisions(account, expected);
        }
    }

    @Test
    void givenOneAggregate_whenTwoNodesChangeItAtOnce_thenEachDecidesOnWhatIsThere() throws Exception {
        UUID account = Ids.newId();
        change(one, account, "Zone/first");
        List<CompletableFuture<Integer>> writers = new ArrayList<>();
        for (AxonNode node : List.of(one, two, one, two)) {
            writers.add(CompletableFuture.supplyAsync(() -> {
                int won = 0;
                for (int i = 0; i < 40; i++) {
                    won += won(node, account) ? 1 : 0;
                }
                return won;
            }));
        }
        int won = 1;
        for (CompletableFuture<Integer> writer : writers) {
            won += writer.get(60, TimeUnit.SECONDS);
        }
        assertThat(won).isGreaterThan(60);
        checkDecisions(account, won);
    }

    private static boolean won(AxonNode node, UUID account) {
        try {
            change(node, account, "Zone/" + UUID.randomUUID());
            return true;
        } catch (ConcurrencyException lostEveryRace) {
            return false;
        }
    }

    private static void change(AxonNode node, UUID account, String zone) {
        node.bean(CommandGateway.class)
                .sendAndWait(new GenericCommandMessage<>(
                        ChangeSettings.ofTimezone(account, zone),
                        MetaData.from(Origin.ofUser(account, Ids.newId()).toMetadata())));
    }

    private static List<RecordedEvent> changes(UUID account) {
        return one.bean(EventStoreNode.class).eventLog().readSubject(account, 0, Integer.MAX_VALUE);
    }

    private static void checkDecisions(UUID account, int expected) {
        List<RecordedEvent> changes = changes(account);
        assertThat(changes).hasSize(expected);
        String zone = null;
        for (RecordedEvent change : changes) {
            AccountTimezoneChanged changed = (AccountTimezoneChanged) change.payload();
            assertThat(changed.from())
                    .as("decided for %d on", change.sequence())
                    .isEqualTo(zone);
            zone = changed.to();
        }
    }

    private static long eventsRead(AxonNode node, UUID account) {
        return node.bean(EventStoreNode.class)
                .eventStore()
                .readEvents(account.toString())
                .asStream()
                .count();
    }

    /**
     * They are made after the commands that bring them about, or beside them: Axon asks for one just ahead of the commit, and it
     * then may be of the state before.
     */
    private static void awaitSnapshot(UUID account, long sequence) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        String find = "select count(*) from eventstore.snapshot where subject_id = ? and sequence >= ?";
        while (fixture.number(find, account, sequence) == 0 && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(fixture.number(find, account, sequence)).isOne();
    }
}
