package behflow.command.process.execution;

import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.api.process.ExecutionState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.axonframework.spring.config.SpringAxonConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Takes runs that are due and carries them out, on every node. A node prolongs the leases of its runs six times in their time; one
 * that can't prolong them stops its runs, and what it leaves behind is taken over by another.
 */
final class RunWorkers implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(RunWorkers.class);
    private static final int WORKERS = 16;
    private static final int AT_ONCE = 16;
    private static final Duration POLL = Duration.ofMillis(500);

    /** In the time of a lease. */
    private static final int BEATS = 6;

    private static final Duration FORGET = Duration.ofHours(1);

    private final UUID node = UUID.randomUUID();
    private final RunTable table;
    private final Decisions decisions;
    private final ExecutionRunner runner;
    private final FailureWatch failures;
    private final Semaphore free = new Semaphore(WORKERS);
    private final Semaphore atOnce = new Semaphore(AT_ONCE);
    private final AtomicBoolean nudged = new AtomicBoolean();
    private final Map<UUID, RunControl> running = new ConcurrentHashMap<>();
    private final Map<UUID, CompletableFuture<Optional<ExecutionState>>> waiters = new ConcurrentHashMap<>();
    private @Nullable ExecutorService workers;
    private @Nullable ScheduledExecutorService clockwork;
    private volatile boolean active;
    private volatile long prolonged = System.nanoTime();

    RunWorkers(RunTable table, Decisions decisions, ExecutionRunner runner, FailureWatch failures) {
        this.table = table;
        this.decisions = decisions;
        this.runner = runner;
        this.failures = failures;
    }

    /** Completed when the run is over on this node; a run on another node completes nothing here. */
    CompletableFuture<Optional<ExecutionState>> onEnd(UUID executionId) {
        return waiters.computeIfAbsent(executionId, id -> new CompletableFuture<>());
    }

    void forget(UUID executionId) {
        waiters.remove(executionId);
    }

    /** Takes this run at once if it is first in line, also where all workers are busy: someone waits for it. */
    void takeNow(UUID executionId) {
        if (active && atOnce.tryAcquire()) {
            Optional<ClaimedRun> claimed = Optional.empty();
            try {
                claimed = table.take(node, executionId);
            } finally {
                if (claimed.isEmpty()) {
                    atOnce.release();
                }
            }
            claimed.ifPresent(run -> begin(run, atOnce::release));
        }
    }

    /** There may be something to do. */
    void nudge() {
        ScheduledExecutorService current = clockwork;
        if (active && current != null && nudged.compareAndSet(false, true)) {
            try {
                current.execute(guarded(this::takeDue));
            } catch (RejectedExecutionException e) {
                LOG.debug("Stopping: what is due is for another node");
            }
        }
    }

    /** Stops a run if it is on this node. */
    void cancelHere(UUID executionId) {
        RunControl control = running.get(executionId);
        if (control != null) {
            control.stop(RunStopped.Reason.CANCELLED);
        }
    }

    @Override
    public void start() {
        workers = Executors.newCachedThreadPool(threads("process-run"));
        ScheduledExecutorService fresh = Executors.newScheduledThreadPool(2, threads("process-clock"));
        clockwork = fresh;
        active = true;
        prolonged = System.nanoTime();
        fresh.scheduleWithFixedDelay(guarded(this::takeDue), 0, POLL.toMillis(), TimeUnit.MILLISECONDS);
        fresh.scheduleWithFixedDelay(guarded(this::beat), 0, table.lease().toMillis() / BEATS, TimeUnit.MILLISECONDS);
        fresh.scheduleWithFixedDelay(guarded(decisions::forgetOld), 1, FORGET.toMinutes(), TimeUnit.MINUTES);
    }

    /** Hands the runs of this node back, so that another goes on with them at once. */
    @Override
    public void stop() {
        active = false;
        running.values().forEach(control -> control.stop(RunStopped.Reason.SHUTDOWN));
        ScheduledExecutorService oldClockwork = clockwork;
        ExecutorService oldWorkers = workers;
        if (oldClockwork != null && oldWorkers != null) {
            oldClockwork.shutdown();
            oldWorkers.shutdown();
            try {
                if (!oldWorkers.awaitTermination(5, TimeUnit.SECONDS)) {
                    LOG.warn("Runs are still going on; other nodes take them over when their leases end");
                    oldWorkers.shutdownNow();
                }
                oldClockwork.awaitTermination(2, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return active;
    }

    /** Started after Axon's handlers and stopped before them, and there before the doors open. */
    @Override
    public int getPhase() {
        return SpringAxonConfiguration.LIFECYCLE_PHASE + 100;
    }

    private synchronized void takeDue() {
        nudged.set(false);
        while (active) {
            int room = free.drainPermits();
            if (room == 0) {
                return;
            }
            List<ClaimedRun> claimed = List.of();
            try {
                claimed = table.takeNext(node, room);
            } finally {
                free.release(room - claimed.size());
            }
            claimed.forEach(run -> begin(run, free::release));
            if (claimed.size() < room) {
                return;
            }
        }
    }

    private void begin(ClaimedRun claimed, Runnable afterwards) {
        UUID id = claimed.request().executionId();
        RunControl control = new RunControl();
        RunControl earlier = running.put(id, control);
        if (earlier != null) {
            // It lost its lease, and this node was the first to see it.
            earlier.stop(RunStopped.Reason.LOST);
        }
        if (claimed.cancel()) {
            control.stop(RunStopped.Reason.CANCELLED);
        }
        try {
            requireStarted(workers).execute(() -> {
                try {
                    carryOut(claimed, control);
                } finally {
                    running.remove(id, control);
                    afterwards.run();
                    nudge();
                }
            });
        } catch (RejectedExecutionException | Error e) {
            // Not thrown on: those taken with it are to begin.
            running.remove(id, control);
            afterwards.run();
            notBegun(id, e);
        }
    }

    private void notBegun(UUID id, Throwable why) {
        if (active) {
            LOG.error("Run {} could not begin here and is put back in line", id, why);
        }
        try {
            table.handBack(node, id);
        } catch (RuntimeException e) {
            LOG.warn("Run {} goes on elsewhere when its lease ends", id, e);
        }
    }

    private void carryOut(ClaimedRun claimed, RunControl control) {
        UUID id = claimed.request().executionId();
        try {
            ExecutionRunner.Outcome outcome = runner.run(claimed, control);
            if (outcome.inLine()) {
                table.remove(id);
            }
            Optional<ExecutionState> ended = Optional.ofNullable(outcome.ended());
            ended.ifPresent(failures::ended);
            onEnd(id).complete(ended);
        } catch (RunStopped e) {
            LOG.info("Run {} goes on elsewhere: {}", id, e.reason().message());
            if (e.reason() == RunStopped.Reason.SHUTDOWN) {
                table.handBack(node, id);
            }
        } catch (RejectedException e) {
            if (e.code() == RejectionCode.UNAUTHENTICATED) {
                LOG.info("Run {} goes with its owner's account", id);
                table.remove(id);
            } else {
                LOG.error("Run {} could not be carried out", id, e);
            }
        } catch (RuntimeException e) {
            // Its lease ends, and a node takes it over, this one perhaps; after a few times it fails for good.
            LOG.error("Run {} could not be carried out", id, e);
        } finally {
            waiters.remove(id);
        }
    }

    /** Prolongs the leases of this node's runs and looks for runs that lost theirs. */
    private void beat() {
        try {
            Map<UUID, RunControl> mine = Map.copyOf(running);
            Map<UUID, Boolean> held = table.prolong(node, mine.keySet());
            prolonged = System.nanoTime();
            mine.forEach((id, control) -> {
                Boolean cancel = held.get(id);
                if (cancel == null) {
                    control.stop(RunStopped.Reason.LOST);
                } else if (cancel) {
                    control.stop(RunStopped.Reason.CANCELLED);
                }
            });
            if (table.reap() > 0) {
                nudge();
            }
        } catch (RuntimeException | Error e) {
            if (System.nanoTime() - prolonged > table.lease().toNanos()) {
                running.values().forEach(control -> control.stop(RunStopped.Reason.LOST));
            }
            throw e;
        }
    }

    private static Runnable guarded(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                LOG.warn("The clockwork of processes missed a beat and goes on", e);
            }
        };
    }

    private static ExecutorService requireStarted(@Nullable ExecutorService executor) {
        if (executor == null) {
            throw new RejectedExecutionException("Not started");
        }
        return executor;
    }

    private static ThreadFactory threads(String name) {
        AtomicInteger number = new AtomicInteger();
        return runnable -> {
            Thread thread = new Thread(runnable, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
