package behflow.command.eventstore;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Whose batch is executed: one at a time, so that where the processor is what lacks, batches grow and their costs are
 * shared. Where the disk lacks, a batch that waits for its commit lets the next one be executed meanwhile. This decides
 * how fast a node appends, never whether it is right: the owners' locks do that.
 */
final class AppendTurns {

    /** From there on a commit waits for the disk, not for a processor. */
    static final Duration SLOW = Duration.ofMillis(1);

    private static final int WEIGHT_OF_THE_PAST = 15;

    private final Semaphore executing = new Semaphore(1);
    private final long slow;
    private final Consumer<Duration> commits;
    private final AtomicLong usual = new AtomicLong();

    /**
     * @param slow    how long a commit usually takes where it need not be waited for
     * @param commits told how long each commit took
     */
    AppendTurns(Duration slow, Consumer<Duration> commits) {
        this.slow = slow.toNanos();
        this.commits = commits;
    }

    /** Waits until nothing else is being executed. */
    Turn take() {
        executing.acquireUninterruptibly();
        return new Turn(true);
    }

    /** For a batch that waits for locks: it holds up nobody. */
    Turn beside() {
        return new Turn(false);
    }

    private boolean slow() {
        return usual.get() > slow;
    }

    /** Used by one thread; {@link #end} must follow. */
    final class Turn {

        private boolean held;

        private Turn(boolean held) {
            this.held = held;
        }

        /** Runs the commit, while the next batch may be executed if commits are slow. */
        <E extends Exception> void commit(Commit<E> commit) throws E {
            if (slow()) {
                end();
            }
            long began = System.nanoTime();
            commit.run();
            long took = System.nanoTime() - began;
            usual.updateAndGet(past -> past + (took - past) / (WEIGHT_OF_THE_PAST + 1));
            commits.accept(Duration.ofNanos(took));
        }

        /** Whether it has not been given up. */
        boolean held() {
            return held;
        }

        void end() {
            if (held) {
                held = false;
                executing.release();
            }
        }
    }

    /** What may throw what a commit throws. */
    interface Commit<E extends Exception> {
        void run() throws E;
    }
}
