package behflow.command.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.kernel.Ids;
import behflow.testing.TestDatabase;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Nodes killed with SIGKILL while they write, with a ledger that outlives them, and a client of one log's feed that goes on at
 * the other node each time its own is killed. More kills: {@code -Dbehflow.kills=50}.
 */
class NodeKillIT {

    private static final int KILLS = Integer.getInteger("behflow.kills", 3);

    @Test
    void givenTwoNodesUnderLoad_whenKilled_thenNothingIsLostOrDoubledAndTheFeedGoesOn() throws Exception {
        long seed = System.nanoTime();
        System.out.println("Seed of the kills: " + seed);
        Random random = new Random(seed);
        Ledger ledger = new Ledger();
        FeedCursor feed = new FeedCursor();
        UUID hottest = Ids.newId();
        Set<String> surprises = ConcurrentHashMap.newKeySet();
        try (var server = TestDatabase.dedicated();
                StoreFixture fixture = new StoreFixture(server.database())) {
            NodeProcess[] nodes = new NodeProcess[2];
            try {
                for (int i = 0; i < 2; i++) {
                    nodes[i] = NodeProcess.start(server.database(), seed + i, hottest, ledger, feed, surprises);
                }
                nodes[1].readFeed();
                for (int kill = 1; kill <= KILLS; kill++) {
                    awaitProgress(ledger);
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(200));
                    int victim = kill % 2;
                    nodes[victim].kill9();
                    nodes[1 - victim].readFeed();
                    nodes[victim] =
                            NodeProcess.start(server.database(), seed + 10 * kill, hottest, ledger, feed, surprises);
                }
                awaitProgress(ledger);
            } finally {
                for (NodeProcess node : nodes) {
                    if (node != null) {
                        node.close();
                    }
                }
            }
            System.out.println(ledger);
            assertThat(surprises).isEmpty();
            awaitSilence(fixture);
            ledger.compare(LogInvariants.check(server.dataSource()));
            System.out.println(feed.position() + " events of the feed seen while nodes were killed");
            feed.compare(fixture.node().eventLog(), hottest);
        }
    }

    private static void awaitProgress(Ledger ledger) throws InterruptedException {
        int before = ledger.acknowledged.size();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (ledger.acknowledged.size() < before + 300 && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(ledger.acknowledged.size()).as("writes go on").isGreaterThanOrEqualTo(before + 300);
    }

    /** The sessions of killed nodes have ended what they were at: the last commit is in. */
    private static void awaitSilence(StoreFixture fixture) throws Exception {
        String sessions = "select count(*) from pg_stat_activity where datname = current_database()"
                + " and backend_type = 'client backend' and pid <> pg_backend_pid()";
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(25);
        long left = fixture.number(sessions);
        while (left > 0 && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(20);
            left = fixture.number(sessions);
        }
        assertThat(left).isZero();
    }
}
