package behflow.command.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.testing.TestDatabase;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** PostgreSQL killed under load, with a ledger of everything that writers were told. */
class DatabaseKillIT {

    private static final int KILLS = Integer.getInteger("behflow.kills", 2);

    @Test
    void givenTwoNodesUnderLoad_whenPostgresIsKilled_thenNothingAcknowledgedIsLostAndNodesRecover() throws Exception {
        long seed = System.nanoTime();
        Ledger ledger = new Ledger();
        try (var server = TestDatabase.dedicated();
                StoreFixture fixture = new StoreFixture(server.database())) {
            try (Load load = new Load(seed, ledger, 32, true, fixture.node(), fixture.node())) {
                for (int kill = 0; kill < KILLS; kill++) {
                    awaitProgress(ledger);
                    server.kill9();
                    server.restart();
                }
                awaitProgress(ledger);
                load.close();
                System.out.println(load);
                assertThat(load.surprises).isEmpty();
            }
            Set<UUID> stored = LogInvariants.check(fixture.database().dataSource());
            ledger.compare(stored);
        }
    }

    /** Nodes take writes (again) by themselves. */
    private static void awaitProgress(Ledger ledger) throws InterruptedException {
        int before = ledger.acknowledged.size();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (ledger.acknowledged.size() < before + 500 && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(ledger.acknowledged.size()).as("writes go on").isGreaterThan(before + 500 - 1);
    }
}
