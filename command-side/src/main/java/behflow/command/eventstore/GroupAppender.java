package behflow.command.eventstore;

import behflow.api.kernel.RejectedException;
import behflow.command.eventstore.AppendTransaction.OutcomeUnknownException;
import behflow.command.eventstore.AppendTransaction.Result;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits the appends of many commands in groups: takes whatever is queued, waits for nobody, commits once, and only then
 * lets the waiting commands go on. A command whose aggregate has moved on is refused alone; one that breaks its batch fails
 * alone, because the batch is then tried one by one. An owner whose log another transaction holds does not hold up the
 * others: its units go to a lane of their own, where waiting is allowed.
 */
public final class GroupAppender implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GroupAppender.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final int BATCH_UNITS = 128;
    private static final int BATCH_EVENTS = 2_000;

    private final AppendTransaction transaction;
    private final Consumer<Collection<UUID>> committed;
    private final Duration patience;
    private final BlockingQueue<AppendUnit> queue;
    private final BlockingQueue<AppendUnit> waitingLane;
    private final Thread appender;
    private final List<Thread> lanes;
    private volatile boolean closing;
    private volatile boolean closingLanes;

    /**
     * @param committed called with the owners of what was just committed, on the appender's thread
     * @param patience  how long a command waits in the queue before it is refused as overload
     * @param capacity  of the queue, in units; beyond it commands are refused at once
     */
    GroupAppender(
            AppendTransaction transaction, Consumer<Collection<UUID>> committed, Duration patience, int capacity) {
        this.transaction = transaction;
        this.committed = committed;
        this.patience = patience;
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.waitingLane = new ArrayBlockingQueue<>(capacity);
        this.appender = start("event-appender", () -> run(queue, BATCH_UNITS, false, () -> closing));
        this.lanes = List.of(
                start("event-appender-waiting-1", () -> run(waitingLane, 1, true, () -> closingLanes)),
                start("event-appender-waiting-2", () -> run(waitingLane, 1, true, () -> closingLanes)));
    }

    /**
     * Stores the unit and returns when it is on disk.
     *
     * @throws ConcurrencyException where the aggregate has moved on: load again and decide again
     * @throws RejectedException    UNAVAILABLE where the queue is full or the database is away: nothing was stored, unless
     *                              the sentence says that this is not known
     */
    Appended append(AppendUnit unit) {
        if (closing || !queue.offer(unit)) {
            throw RejectedException.unavailable("The service takes no more writes just now", RETRY_AFTER);
        }
        try {
            return unit.outcome().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            if (unit.claim()) {
                throw RejectedException.unavailable("The service is too busy to write just now", RETRY_AFTER);
            }
            return claimedOutcome(unit);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (unit.claim()) {
                throw RejectedException.unavailable("The write was interrupted before it began", RETRY_AFTER);
            }
            return claimedOutcome(unit);
        }
    }

    /** The number of units that wait to be taken. */
    public int queued() {
        return queue.size() + waitingLane.size();
    }

    /** Takes no more work, finishes what is queued, and stops. */
    @Override
    public void close() {
        closing = true;
        join(appender);
        closingLanes = true;
        lanes.forEach(GroupAppender::join);
        AppendUnit late;
        while ((late = queue.poll()) != null) {
            late.outcome().completeExceptionally(RejectedException.unavailable("The service is stopping", RETRY_AFTER));
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(Duration.ofSeconds(30).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The appender has it already: its transaction is bounded by the server's time limits, so this ends. */
    private static Appended claimedOutcome(AppendUnit unit) {
        try {
            return unit.outcome().join();
        } catch (CompletionException e) {
            throw failure(e.getCause());
        }
    }

    private static RuntimeException failure(Throwable cause) {
        return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
    }

    private static Thread start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void run(BlockingQueue<AppendUnit> source, int units, boolean wait, BooleanSupplier ending) {
        while (true) {
            try {
                AppendUnit first = source.poll(50, TimeUnit.MILLISECONDS);
                if (first != null) {
                    commit(batch(first, source, units, wait), wait);
                } else if (ending.getAsBoolean()) {
                    return;
                }
            } catch (InterruptedException e) {
                LOG.warn(
                        "{} was interrupted and goes on: only closing ends it",
                        Thread.currentThread().getName());
            }
        }
    }

    /**
     * What is queued, up to the bounds. A unit on an aggregate that an earlier unit of the batch changes was decided on a
     * state that is about to be past: it is refused at once, to be decided again.
     */
    private List<AppendUnit> batch(AppendUnit first, BlockingQueue<AppendUnit> source, int units, boolean wait) {
        List<AppendUnit> batch = new ArrayList<>();
        List<AppendUnit> overtaken = new ArrayList<>();
        Set<UUID> subjects = new HashSet<>();
        int events = 0;
        for (AppendUnit unit = first; unit != null; unit = next(source, batch.size(), units, events)) {
            if (!wait && !unit.claim()) {
                continue;
            }
            if (unit.subjects().stream().anyMatch(subjects::contains)) {
                overtaken.add(unit);
                continue;
            }
            subjects.addAll(unit.subjects());
            batch.add(unit);
            events += unit.events().size();
        }
        overtaken.forEach(GroupAppender::conflict);
        return batch;
    }

    private static AppendUnit next(BlockingQueue<AppendUnit> source, int size, int units, int events) {
        return size < units && events < BATCH_EVENTS ? source.poll() : null;
    }

    private void commit(List<AppendUnit> batch, boolean wait) {
        if (batch.isEmpty()) {
            return;
        }
        try {
            settle(transaction.run(batch, wait));
        } catch (OutcomeUnknownException e) {
            LOG.warn("The connection broke while {} units were committed; looking them up", batch.size(), e);
            batch.forEach(unit -> lookUp(unit, e));
        } catch (SQLException | RuntimeException | Error e) {
            if (batch.size() == 1) {
                fail(batch.get(0), e);
            } else {
                LOG.warn("A batch of {} units failed and is tried one by one", batch.size(), e);
                batch.forEach(unit -> commit(List.of(unit), wait));
            }
        }
    }

    private void settle(Map<AppendUnit, Result> results) {
        List<UUID> owners = new ArrayList<>();
        results.forEach((unit, result) -> {
            if (result.appended() != null) {
                unit.outcome().complete(result.appended());
                owners.add(unit.ownerId());
            } else if (result.refusal() == AppendTransaction.Refusal.CONFLICT) {
                conflict(unit);
            } else if (!waitingLane.offer(unit)) {
                unit.outcome()
                        .completeExceptionally(RejectedException.unavailable(
                                "Too many writes wait for the same owner just now", RETRY_AFTER));
            }
        });
        if (!owners.isEmpty()) {
            committed.accept(owners);
        }
    }

    /** Ten tries within about five seconds, in which a restarted server is back. */
    private void lookUp(AppendUnit unit, OutcomeUnknownException cause) {
        for (int attempt = 1; attempt <= 10; attempt++) {
            try {
                if (transaction.stored(unit)) {
                    // Its rows are read back by whoever needs them: the events are on disk, and that is what was asked.
                    unit.outcome().complete(new Appended(List.of(), Map.of()));
                    committed.accept(List.of(unit.ownerId()));
                } else {
                    fail(unit, cause);
                }
                return;
            } catch (SQLException e) {
                cause.addSuppressed(e);
                pause(Duration.ofMillis(100L * attempt));
            }
        }
        unit.outcome()
                .completeExceptionally(RejectedException.unavailable(
                        "The database went away while it was writing; whether this was stored is not known yet",
                        RETRY_AFTER));
    }

    private static void pause(Duration duration) {
        try {
            TimeUnit.MILLISECONDS.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            LOG.warn("Interrupted between two look-ups; going on", e);
        }
    }

    private static void conflict(AppendUnit unit) {
        unit.outcome()
                .completeExceptionally(new ConcurrencyException(
                        "Another command has changed " + unit.subjects() + " since this one was decided"));
    }

    private static void fail(AppendUnit unit, Throwable cause) {
        LOG.error("A unit of {} events could not be stored", unit.events().size(), cause);
        boolean databaseAway = cause instanceof OutcomeUnknownException
                || cause instanceof SQLException e && (AppendTransaction.connectionLost(e) || temporary(e));
        unit.outcome()
                .completeExceptionally(
                        databaseAway
                                ? RejectedException.unavailable(
                                        "The database does not take writes just now", RETRY_AFTER)
                                : new EventStoreException("Events could not be stored", cause));
    }

    /** Time limits, a full disk, a shutdown: what passes. */
    private static boolean temporary(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("53")
                || state.startsWith("57")
                || state.startsWith("25P")
                || state.startsWith("40")
                || state.startsWith("58")
                || state.equals("55P03");
    }
}
