package behflow.command.process.execution;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.kernel.EventLog;
import behflow.command.process.OwnerZones;
import behflow.command.process.action.Actions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.commandhandling.gateway.DefaultCommandGateway;
import org.axonframework.queryhandling.DefaultQueryGateway;
import org.axonframework.queryhandling.SimpleQueryBus;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** A node that is short of memory for a moment goes on afterwards. */
class RunWorkersTest {

    private static final JdbcClient NO_DATABASE = JdbcClient.create(new PGSimpleDataSource());
    private static final OwnerZones ZONES = new OwnerZones() {
        @Override
        public ZoneId of(UUID ownerId) {
            return standard();
        }

        @Override
        public ZoneId standard() {
            return ZoneOffset.UTC;
        }
    };

    @Test
    void givenErrors_whenTheClockGoesOn_thenItLooksForRunsAndProlongsLeasesAgain() throws InterruptedException {
        ShortOfMemory table = new ShortOfMemory();
        RunWorkers workers = workers(table);
        workers.start();
        try {
            assertThat(table.taken.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(table.prolonged.await(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            workers.stop();
        }
    }

    private static RunWorkers workers(RunTable table) {
        Messenger messenger = new Messenger(
                DefaultCommandGateway.builder()
                        .commandBus(SimpleCommandBus.builder().build())
                        .build(),
                DefaultQueryGateway.builder()
                        .queryBus(SimpleQueryBus.builder().build())
                        .build());
        Decisions decisions = new Decisions(NO_DATABASE, ZONES);
        EventLog log = (EventLog) Proxy.newProxyInstance(
                RunWorkersTest.class.getClassLoader(), new Class<?>[] {EventLog.class}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
        ExecutionRunner runner = new ExecutionRunner(
                messenger,
                log,
                new Actions(List.of()),
                ZONES,
                decisions,
                Clock.systemUTC(),
                Runnable::run,
                new RunMeters(new SimpleMeterRegistry()));
        return new RunWorkers(table, decisions, runner, new FailureWatch(messenger, decisions));
    }

    /** Fails each time. */
    private static final class ShortOfMemory extends RunTable {

        private final CountDownLatch taken = new CountDownLatch(3);
        private final CountDownLatch prolonged = new CountDownLatch(3);

        @NullUnmarked
        ShortOfMemory() {
            super(NO_DATABASE, new TransactionTemplate(), null, Duration.ofSeconds(1));
        }

        @Override
        List<ClaimedRun> takeNext(UUID node, int limit) {
            taken.countDown();
            throw new OutOfMemoryError("as it may happen");
        }

        @Override
        Map<UUID, Boolean> prolong(UUID node, Collection<UUID> executionIds) {
            prolonged.countDown();
            throw new OutOfMemoryError("as it may happen");
        }
    }
}
