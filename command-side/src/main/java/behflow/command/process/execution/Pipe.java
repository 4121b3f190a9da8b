package behflow.command.process.execution;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A few steps of a run at a time, so that their events are stored together and yet the run never fills the service. The
 * first step that throws ends the run.
 */
final class Pipe {

    private static final int AT_A_TIME = 8;

    private final Executor executor;
    private final Semaphore room = new Semaphore(AT_A_TIME);
    private final AtomicReference<@Nullable RuntimeException> broken = new AtomicReference<>();

    Pipe(Executor executor) {
        this.executor = executor;
    }

    /** Waits for room, then has it done. */
    void submit(Runnable step) {
        acquire(1);
        try {
            executor.execute(() -> {
                try {
                    if (broken.get() == null) {
                        step.run();
                    }
                } catch (RuntimeException e) {
                    broken.compareAndSet(null, e);
                } catch (Error e) {
                    broken.compareAndSet(null, new IllegalStateException(e));
                    throw e;
                } finally {
                    room.release();
                }
            });
        } catch (RejectedExecutionException e) {
            room.release();
            throw new RunStopped(RunStopped.Reason.SHUTDOWN);
        }
    }

    /** Waits until all is done. */
    void flush() {
        acquire(AT_A_TIME);
        room.release(AT_A_TIME);
        rethrow();
    }

    /** Waits until nothing is under way, however it ended, but no longer than that. */
    void settle(Duration limit) {
        try {
            if (room.tryAcquire(AT_A_TIME, limit.toNanos(), TimeUnit.NANOSECONDS)) {
                room.release(AT_A_TIME);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void acquire(int permits) {
        rethrow();
        try {
            room.acquire(permits);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunStopped(RunStopped.Reason.SHUTDOWN);
        }
    }

    private void rethrow() {
        RuntimeException e = broken.get();
        if (e != null) {
            throw e;
        }
    }
}
