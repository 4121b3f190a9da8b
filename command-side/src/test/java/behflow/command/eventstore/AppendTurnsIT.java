package behflow.command.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.kernel.Ids;
import behflow.api.task.event.TaskCreated;
import behflow.api.task.event.TaskRenamed;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Batches overlap where the disk is slow, and only there; the log is whole either way. */
class AppendTurnsIT extends StoreIT {

    private static final int WRITERS = 16;
    private static final int ROUNDS = 25;
    private static final int COMMIT_MILLIS = 5;

    private final AtomicInteger committing = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @Test
    void givenSlowDisk_whenManyWrite_thenCommitsOverlapAndEveryLogIsWhole() throws Exception {
        Set<UUID> acknowledged = write();

        assertThat(most.get()).isGreaterThan(1);
        assertThat(LogInvariants.check(fixture.database().dataSource())).isEqualTo(acknowledged);
    }

    @Test
    void givenCommitsAsFastAsUsual_whenOneCommits_thenTheNextBatchWaits() throws Exception {
        assertThat(executedMeanwhile(Duration.ofMinutes(1), 500)).isFalse();
    }

    @Test
    void givenSlowCommits_whenOneCommits_thenTheNextBatchIsExecuted() throws Exception {
        assertThat(executedMeanwhile(Duration.ofNanos(1), 10_000)).isTrue();
    }

    @Test
    void givenCommitsAsFastAsUsual_whenCommitted_thenTheTurnIsKeptForTheNextBatch() throws Exception {
        assertThat(heldAfterCommit(Duration.ofMinutes(1))).isTrue();
    }

    @Test
    void givenSlowCommits_whenCommitted_thenTheTurnHasBeenGivenUp() throws Exception {
        assertThat(heldAfterCommit(Duration.ofNanos(1))).isFalse();
    }

    @Test
    void givenOneQuickCommitAmongMany_whenCommitted_thenTheDiskIsNotTakenForSlow() throws Exception {
        AppendTurns turns = new AppendTurns(new AppendQueue(1), Duration.ofMillis(100), took -> {});
        for (int i = 1; i < AppendTurns.MANY; i++) {
            commit(turns, 101);
        }
        commit(turns, 0);
        commit(turns, 101);

        assertThat(held(turns)).isTrue();
    }

    @Test
    void givenManySlowCommits_whenOneThatWasNotAloneIsQuick_thenTheDiskIsStillSlow() throws Exception {
        AppendTurns turns = after(Duration.ofMillis(1), 2);
        AppendTurns.Turn first = turns.take();
        first.commit(1, () -> {
            commit(turns, 0);
            TimeUnit.MILLISECONDS.sleep(2);
        });

        assertThat(held(turns)).isFalse();
    }

    @Test
    void givenManySlowCommits_whenOneAloneIsQuick_thenTheTurnIsKeptAgain() throws Exception {
        AppendTurns turns = after(Duration.ofMillis(100), 101);
        commit(turns, 0);

        assertThat(held(turns)).isTrue();
    }

    private static boolean heldAfterCommit(Duration slow) throws Exception {
        return held(after(slow, 1));
    }

    private static boolean held(AppendTurns turns) throws Exception {
        AppendTurns.Turn turn = turns.take();
        turn.commit(1, () -> {});
        return turn.held();
    }

    /** Turns that have seen many commits of so many milliseconds, which are slow or not. */
    private static AppendTurns after(Duration slow, long millis) throws Exception {
        AppendTurns turns = new AppendTurns(new AppendQueue(1), slow, took -> {});
        for (int i = 0; i < AppendTurns.MANY; i++) {
            commit(turns, millis);
        }
        return turns;
    }

    private static void commit(AppendTurns turns, long millis) throws InterruptedException {
        AppendTurns.Turn turn = turns.take();
        turn.commit(1, () -> TimeUnit.MILLISECONDS.sleep(millis));
        turn.end();
    }

    /** Whether another thread's turn comes while a commit lasts. */
    private static boolean executedMeanwhile(Duration slow, long commitMillis) throws Exception {
        AppendTurns turns = after(slow, 1);
        CompletableFuture<Void> other = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            turns.take().end();
            other.complete(null);
        });
        AppendTurns.Turn turn = turns.take();
        waiting.start();
        boolean[] executed = new boolean[1];
        turn.commit(1, () -> {
            try {
                other.get(commitMillis, TimeUnit.MILLISECONDS);
                executed[0] = true;
            } catch (TimeoutException e) {
                executed[0] = false;
            }
        });
        turn.end();
        other.get(10, TimeUnit.SECONDS);
        return executed[0];
    }

    /** Each writer makes tasks of its own and renames them, two writers for each owner. Returns the ids of all events. */
    private Set<UUID> write() throws Exception {
        Set<UUID> acknowledged = ConcurrentHashMap.newKeySet();
        ExecutorService executor = Executors.newFixedThreadPool(WRITERS);
        try (GroupAppender appender = appender(slow(), 100, 4)) {
            List<Future<?>> running = new ArrayList<>();
            UUID[] owners = new UUID[WRITERS / 2];
            for (int writer = 0; writer < WRITERS; writer++) {
                int place = writer % owners.length;
                UUID owner = owners[place] == null ? Ids.newId() : owners[place];
                owners[place] = owner;
                running.add(executor.submit(() -> {
                    UUID task = Ids.newId(owner);
                    for (int round = 0; round < ROUNDS; round++) {
                        AppendUnit unit = round == 0
                                ? StoreFixture.unit(
                                        node, owner, task, 0, new TaskCreated("Task", "", "low", null, List.of()))
                                : StoreFixture.unit(
                                        node, owner, task, round, new TaskRenamed("Task", "Round " + round));
                        appender.append(unit);
                        acknowledged.add(unit.events().get(0).eventId());
                    }
                    return null;
                }));
            }
            for (Future<?> writer : running) {
                writer.get(60, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }
        assertThat(acknowledged).hasSize(WRITERS * ROUNDS);
        return acknowledged;
    }

    /** A data source whose commits take so much longer, as on a slow disk, and are counted while they do. */
    private DataSource slow() {
        DataSource real = fixture.pool(8);
        return proxy(DataSource.class, (method, arguments) -> {
            Object result = method.invoke(real, arguments);
            return result instanceof Connection connection ? slow(connection) : result;
        });
    }

    private Connection slow(Connection real) {
        return proxy(Connection.class, (method, arguments) -> {
            if (!method.getName().equals("commit")) {
                return method.invoke(real, arguments);
            }
            most.accumulateAndGet(committing.incrementAndGet(), Math::max);
            try {
                TimeUnit.MILLISECONDS.sleep(COMMIT_MILLIS);
                return method.invoke(real, arguments);
            } finally {
                committing.decrementAndGet();
            }
        });
    }

    private interface Call {
        Object on(Method method, Object[] arguments) throws Exception;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                AppendTurnsIT.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return call.on(method, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
