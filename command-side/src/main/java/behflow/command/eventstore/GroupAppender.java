package behflow.command.eventstore;

import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.command.eventstore.AppendQueue.Batch;
import behflow.command.eventstore.AppendTransaction.OutcomeUnknownException;
import behflow.command.eventstore.AppendTransaction.Result;
import behflow.command.eventstore.AppendTransaction.RowsHeldException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.Tracer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits the appends of many commands in groups: takes whatever is queued, commits once, and only then lets the waiting commands
 * go on. It waits for nobody, but where commits are slow for a few more to come while others are being committed. A command whose aggregate has moved on is refused alone; one that breaks its batch fails
 * alone, because the batch is then tried in halves. An owner whose log another transaction holds, or a row that is written
 * with it, does not hold up the others: it gets an appender that may wait.
 */
public final class GroupAppender implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GroupAppender.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Duration ENDING = Duration.ofSeconds(30);
    private static final Duration LOOK_UP = Duration.ofSeconds(15);
    private static final int BATCH_UNITS = 128;
    private static final int BATCH_EVENTS = 2_000;
    private static final int WAITING_APPENDERS = 3;

    private final AppendTransaction transaction;
    private final Runnable committed;
    private final Duration patience;
    private final AppendQueue queue;
    private final AppendTurns turns;
    private final AppendMeters meters;
    private final AppendSpans spans;
    private final List<Thread> threads = new ArrayList<>();

    /**
     * @param committed called after each commit, on an appender's thread
     * @param patience  how long a command waits in the queue before it is refused as overload
     * @param capacity  of the queue, in units; beyond it commands are refused at once
     * @param appenders how many batches may be in flight at once where commits are slow, besides those that wait for an owner
     * @param registry  where the appender's figures go
     * @param tracer    of its spans
     */
    GroupAppender(
            AppendTransaction transaction,
            Runnable committed,
            Duration patience,
            int capacity,
            int appenders,
            MeterRegistry registry,
            Tracer tracer) {
        this.transaction = transaction;
        this.committed = committed;
        this.patience = patience;
        this.queue = new AppendQueue(capacity);
        this.meters = new AppendMeters(registry);
        this.turns = new AppendTurns(queue, AppendTurns.SLOW, meters::commit);
        this.spans = new AppendSpans(tracer);
        Gauge.builder("behflow.append.queue", queue, AppendQueue::size)
                .description("Commands whose events wait to be committed")
                .register(registry);
        for (int i = 1; i <= appenders; i++) {
            threads.add(start("event-appender-" + i, () -> run(false)));
        }
        for (int i = 1; i <= WAITING_APPENDERS; i++) {
            threads.add(start("event-appender-waiting-" + i, () -> run(true)));
        }
        threads.add(start("event-appender-patience", this::refuseLate));
    }

    /**
     * Stores the unit and returns when it is on disk.
     *
     * @throws ConcurrencyException where the aggregate has moved on: load again and decide again
     * @throws RejectedException    UNAVAILABLE where the queue is full or the database is away: nothing was stored, unless
     *                              the sentence says that this is not known
     */
    Appended append(AppendUnit unit) {
        spans.remember(unit);
        unit.queued();
        if (!queue.offer(unit)) {
            throw unavailable("The service takes no more writes just now");
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return unit.outcome().get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    if (unit.claim()) {
                        throw unavailable("The write was interrupted before it began");
                    }
                    // An appender has it. Its transaction is bounded by the server's time limits; it may put it back.
                } catch (ExecutionException e) {
                    throw failure(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The number of units that wait to be taken. */
    public int queued() {
        return queue.size();
    }

    /** Takes no more work, finishes what is queued, and stops. */
    @Override
    public void close() {
        queue.close();
        long deadline = System.nanoTime() + ENDING.toNanos();
        try {
            for (Thread thread : threads) {
                thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (AppendUnit late : queue.drain()) {
            if (late.claim()) {
                late.outcome().completeExceptionally(unavailable("The service is stopping"));
            }
        }
    }

    private static Thread start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /**
     * Refuses what has waited too long. One look at all of them every so often: a timer for each command costs as much as a tenth
     * of the command.
     */
    private void refuseLate() {
        long interval = Math.min(200, Math.max(5, patience.toMillis() / 10));
        while (!queue.closed()) {
            try {
                for (AppendUnit late : queue.waitingFor(patience.toNanos())) {
                    if (late.claim()) {
                        late.outcome().completeExceptionally(unavailable("The service is too busy to write just now"));
                    }
                }
            } catch (RuntimeException | Error e) {
                // Without this thread nothing would bound the wait of a command any more.
                LOG.error("Late commands could not be refused; the next look is soon", e);
            }
            pause(Duration.ofMillis(interval));
        }
    }

    private void run(boolean waiting) {
        boolean more = true;
        while (more) {
            try {
                more = appendInTurn(waiting);
            } catch (RuntimeException | Error e) {
                // Without its threads a node would take commands and store none.
                LOG.error("An appender failed between two batches and goes on", e);
                pause(Duration.ofMillis(50));
            }
        }
    }

    /**
     * Who has the turn keeps it from batch to batch, and so one connection and what that has prepared, until it gives it up at a
     * commit.
     *
     * @return false where nothing can come any more
     */
    private boolean appendInTurn(boolean waiting) {
        AppendTurns.Turn turn = waiting ? turns.beside() : turns.take();
        try {
            boolean more;
            do {
                more = appendNext(waiting, turn);
            } while (more && turn.held());
            return more;
        } finally {
            turn.end();
        }
    }

    /** @return false where nothing can come any more */
    private boolean appendNext(boolean waiting, AppendTurns.Turn turn) {
        Batch batch = queue.take(waiting, BATCH_UNITS, BATCH_EVENTS);
        if (batch.owners().isEmpty()) {
            return false;
        }
        List<AppendUnit> busy = new ArrayList<>();
        try {
            commit(withoutOvertaken(batch.units()), waiting, turn, busy);
        } catch (RuntimeException | Error e) {
            LOG.error("An appender failed and goes on", e);
            busy.clear();
            batch.units().forEach(unit -> unit.outcome().completeExceptionally(failure(e)));
        } finally {
            queue.done(batch, busy);
        }
        return true;
    }

    /**
     * A unit on an aggregate that an earlier unit of the batch changes was decided on a state that is about to be past: it
     * is refused at once, to be decided again.
     */
    private static List<AppendUnit> withoutOvertaken(List<AppendUnit> units) {
        List<AppendUnit> batch = new ArrayList<>(units.size());
        Set<UUID> subjects = new HashSet<>();
        for (AppendUnit unit : units) {
            if (unit.subjects().stream().anyMatch(subjects::contains)) {
                conflict(unit);
            } else {
                subjects.addAll(unit.subjects());
                batch.add(unit);
            }
        }
        return batch;
    }

    private void commit(List<AppendUnit> batch, boolean wait, AppendTurns.Turn turn, List<AppendUnit> busy) {
        if (batch.isEmpty()) {
            return;
        }
        Map<AppendUnit, Result> results;
        try {
            results = spans.run(transaction, batch, wait, turn);
        } catch (OutcomeUnknownException e) {
            LOG.warn("What became of the commit of {} units did not arrive; looking them up", batch.size(), e);
            lookUp(e, busy);
            return;
        } catch (RowsHeldException e) {
            busy.add(e.unit());
            commit(batch.stream().filter(unit -> unit != e.unit()).toList(), wait, turn, busy);
            return;
        } catch (SQLException | RuntimeException | Error e) {
            if (e instanceof RejectedException && batch.size() == 1) {
                batch.get(0).outcome().completeExceptionally(e);
            } else if (batch.size() == 1 || e instanceof SQLException sql && SqlStates.concernsAll(sql)) {
                LOG.error("{} units could not be stored", batch.size(), e);
                batch.forEach(unit -> fail(unit, e));
            } else {
                if (e instanceof RejectedException) {
                    LOG.info("One of a batch of {} units is refused; it is tried in halves", batch.size());
                } else {
                    LOG.warn("A batch of {} units failed and is tried in halves", batch.size(), e);
                }
                int half = batch.size() / 2;
                commit(batch.subList(0, half), wait, turn, busy);
                commit(batch.subList(half, batch.size()), wait, turn, busy);
            }
            return;
        }
        settle(results, busy);
    }

    /** What is on disk: whatever goes wrong from here on changes nothing about it. */
    private void settle(Map<AppendUnit, Result> results, List<AppendUnit> busy) {
        results.forEach((unit, result) -> {
            if (result.appended() != null) {
                unit.outcome().complete(result.appended());
            } else if (result.refusal() == AppendTransaction.Refusal.CONFLICT) {
                conflict(unit);
            } else if (result.refusal() == AppendTransaction.Refusal.ENDED) {
                unit.outcome().completeExceptionally(ended());
            } else {
                busy.add(unit);
            }
        });
        try {
            committed.run();
            meters.committed(results);
        } catch (RuntimeException | Error e) {
            LOG.error("What follows a commit failed", e);
        }
    }

    /** A batch is stored whole or not at all. Asks until the database is back, within bounds. */
    private void lookUp(OutcomeUnknownException cause, List<AppendUnit> busy) {
        long deadline = System.nanoTime() + LOOK_UP.toNanos();
        for (int attempt = 1; ; attempt++) {
            try {
                if (transaction.stored(cause.results())) {
                    settle(cause.results(), busy);
                } else {
                    cause.results().keySet().forEach(unit -> fail(unit, cause));
                }
                return;
            } catch (SQLException e) {
                if (System.nanoTime() > deadline) {
                    LOG.error(
                            "The outcome of {} units is not known",
                            cause.results().size(),
                            e);
                    cause.results()
                            .keySet()
                            .forEach(
                                    unit -> unit.outcome()
                                            .completeExceptionally(
                                                    unavailable(
                                                            "The database went away while it was writing; whether this was stored is not known yet")));
                    return;
                }
                pause(Duration.ofMillis(Math.min(1_000, 50L * attempt)));
            }
        }
    }

    private static void pause(Duration duration) {
        try {
            TimeUnit.MILLISECONDS.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            LOG.warn("Interrupted in a pause; going on", e);
        }
    }

    private static void conflict(AppendUnit unit) {
        unit.outcome()
                .completeExceptionally(new ConcurrencyException(
                        "Another command has changed " + unit.subjects() + " since this one was decided"));
    }

    private static void fail(AppendUnit unit, Throwable cause) {
        boolean passes =
                cause instanceof OutcomeUnknownException || cause instanceof SQLException e && SqlStates.passes(e);
        unit.outcome()
                .completeExceptionally(
                        passes
                                ? unavailable("The database does not take writes just now")
                                : new EventStoreException("Events could not be stored", cause));
    }

    /** As for a session that has ended: the erasure of the account has ended those too. */
    private static RejectedException ended() {
        return new RejectedException(RejectionCode.UNAUTHENTICATED, "Authentication required or invalid token");
    }

    private static RejectedException unavailable(String detail) {
        return RejectedException.unavailable(detail, RETRY_AFTER);
    }

    private static RuntimeException failure(Throwable cause) {
        return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
    }
}
