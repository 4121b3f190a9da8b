package behflow.command.process.execution;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Whether a run may go on. Asked before each step. */
final class RunControl {

    private final AtomicReference<RunStopped.@Nullable Reason> stop = new AtomicReference<>();
    private volatile long deadline = Long.MAX_VALUE;

    /** Ends after {@code limit} from now. */
    void limit(Duration limit) {
        deadline = System.nanoTime() + Math.min(limit.toNanos(), TimeUnit.DAYS.toNanos(30));
    }

    /** The first reason counts. */
    void stop(RunStopped.Reason reason) {
        stop.compareAndSet(null, reason);
    }

    RunStopped.@Nullable Reason stopped() {
        return stop.get();
    }

    /** @throws RunStopped where it may not */
    void check() {
        RunStopped.Reason reason = stop.get();
        if (reason != null) {
            throw new RunStopped(reason);
        }
        if (deadline != Long.MAX_VALUE && System.nanoTime() - deadline > 0) {
            throw new RunStopped(RunStopped.Reason.TIME_LIMIT);
        }
    }

    /** Waits, but no longer than the run may go on. */
    void pause(Duration duration) {
        long until = System.nanoTime() + duration.toNanos();
        try {
            while (System.nanoTime() < until) {
                check();
                TimeUnit.MILLISECONDS.sleep(Math.min(50, 1 + (until - System.nanoTime()) / 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunStopped(RunStopped.Reason.SHUTDOWN);
        }
    }
}
