package behflow.command.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.kernel.Ids;
import behflow.api.task.event.TaskCreated;
import behflow.command.kernel.AxonNode;
import behflow.testing.TestDatabase;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.JdbcTokenStore;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.TransactionException;

/**
 * What must hold before anything is built on the log: two nodes, writers that hold their transactions, roll back and are
 * killed, sessions that are killed, readers of both of Axon's kinds that stop, move to the other node, replay and resume.
 * Every event once in each pass, each owner's in order, nothing skipped.
 */
class EventStoreReadersIT {

    @Test
    void givenInterferenceOnTwoNodes_whenReadersStopMoveReplayAndResume_thenEveryEventOnceInOrder() throws Exception {
        long seed = System.nanoTime();
        Ledger ledger = new Ledger();
        try (StoreFixture fixture = new StoreFixture()) {
            TestDatabase database = fixture.database();
            database.execute(Readers.TABLE);
            try (AxonNode one = AxonNode.start(database, Readers.Part.class);
                    AxonNode two = AxonNode.start(database, Readers.Part.class)) {
                assertThat(one.bean(TransactionManager.class)).isInstanceOf(SpringTransactionManager.class);
                assertThat(one.bean(TokenStore.class)).isInstanceOf(JdbcTokenStore.class);
                EventStoreNode a = one.bean(EventStoreNode.class);
                EventStoreNode b = two.bean(EventStoreNode.class);

                try (Load load = new Load(seed, ledger, 8, true, a, b);
                        Interference interference = new Interference(seed, fixture, a, load, 8)) {
                    moveBetween(one, two);
                    interference.close();
                    load.close();
                    System.out.println(load + "; " + interference);
                    assertThat(load.surprises).isEmpty();
                    assertThat(interference.surprises).isEmpty();
                    assertThat(interference.late.get()).isPositive();
                    assertThat(interference.rolledBack.get()).isPositive();
                    assertThat(interference.killed.get()).isPositive();
                }
                Readers.awaitAll(database);
                int first = Readers.checkAll(database);
                assertThat(fixture.number("select count(distinct node) from seen"))
                        .isEqualTo(4);

                replay(fixture, one, two);
                try (Load load = new Load(seed + 1, ledger, 4, false, a, b);
                        Interference interference = new Interference(seed + 1, fixture, b, load, 3)) {
                    start(one);
                    start(two);
                    moveBetween(two, one);
                    interference.close();
                    load.close();
                    assertThat(load.surprises).isEmpty();
                    assertThat(interference.surprises).isEmpty();
                }
                Readers.awaitAll(database);
                int second = Readers.checkAll(database);
                System.out.println(first + " events in the first pass, " + second + " in the replay");
                assertThat(fixture.number("select count(*) from seen where replay"))
                        .as("what was there at the reset is read as a replay, what came later is not")
                        .isEqualTo(2L * first);
            }
            resumesFromStoredTokens(fixture, ledger);
            ledger.compare(LogInvariants.check(database.dataSource()));
        }
    }

    /** Stops readers of one node, so that the other takes their segments, and starts them again. */
    private static void moveBetween(AxonNode first, AxonNode second) throws InterruptedException {
        for (AxonNode node : List.of(first, second)) {
            TimeUnit.MILLISECONDS.sleep(1_200);
            stop(node);
            TimeUnit.MILLISECONDS.sleep(700);
            start(node);
        }
    }

    private static void start(AxonNode node) {
        Readers.ALL.forEach(reader -> patiently(node.processor(reader)::start));
    }

    private static void stop(AxonNode node) {
        Readers.ALL.forEach(reader -> patiently(node.processor(reader)::shutDown));
    }

    /** The session that it needs may be the one that is killed. */
    private static void patiently(Runnable work) {
        for (int attempt = 1; ; attempt++) {
            try {
                work.run();
                return;
            } catch (TransactionException killed) {
                if (attempt == 5) {
                    throw killed;
                }
            }
        }
    }

    /** The tokens are stored as replay tokens, by the serializer that reads them back on whichever node claims them. */
    private static void replay(StoreFixture fixture, AxonNode one, AxonNode two) throws Exception {
        stop(one);
        stop(two);
        fixture.database().execute("truncate seen");
        Readers.ALL.stream().map(one::processor).forEach(StreamingEventProcessor::resetTokens);
        assertThat(fixture.number("select count(*) from eventstore.token_entry where token_type like '%.ReplayToken'"))
                .isEqualTo(fixture.number("select count(*) from eventstore.token_entry"))
                .isEqualTo(8);
    }

    /** A node that starts later goes on where the others ended: the pass is still one pass. */
    private static void resumesFromStoredTokens(StoreFixture fixture, Ledger ledger) throws Exception {
        try (EventStoreNode writer = fixture.node()) {
            for (int i = 0; i < 50; i++) {
                UUID owner = Ids.newId();
                var events = StoreFixture.messages(
                        owner, Ids.newId(owner), 0, new TaskCreated("Later", "", "low", null, List.of()));
                writer.engine().appendEvents(events);
                ledger.acknowledged(events.stream()
                        .map(event -> UUID.fromString(event.getIdentifier()))
                        .toList());
            }
        }
        try (AxonNode three = AxonNode.start(fixture.database(), Readers.Part.class)) {
            assertThat(three.processor(Readers.POOLED).isRunning()).isTrue();
            Readers.awaitAll(fixture.database());
            Readers.checkAll(fixture.database());
        }
    }
}
