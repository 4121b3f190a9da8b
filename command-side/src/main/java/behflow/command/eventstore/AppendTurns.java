package behflow.command.eventstore;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Whose batch is executed: one at a time, so that where the processor is what lacks, batches grow and their costs are
 * shared. Where the disk lacks, a batch that waits for its commit lets the next one be executed meanwhile. This decides
 * how fast a node appends, never whether it is right: the owners' locks do that.
 *
 * <p>Where the processor lacks, a commit is waited for longer too, because whoever is woken waits for a processor. So a disk is
 * slow only where none of many commits was quick.
 */
final class AppendTurns {

    /** From there on a commit waits for the disk, not for a processor. */
    static final Duration SLOW = Duration.ofMillis(1);

    /** So many commits in a row make a slow disk. */
    static final int MANY = 16;

    private final Semaphore executing = new Semaphore(1);
    private final AppendQueue queue;
    private final long slow;
    private final Consumer<Duration> commits;
    private final AtomicInteger committing = new AtomicInteger();
    private final AtomicInteger slowInARow = new AtomicInteger();

    /**
     * @param queue   told of commits during which others have the turn
     * @param slow    a commit that takes longer is slow
     * @param commits told how long each commit took
     */
    AppendTurns(AppendQueue queue, Duration slow, Consumer<Duration> commits) {
        this.queue = queue;
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

    private boolean slowDisk() {
        return slowInARow.get() >= MANY;
    }

    /** @param alone whether it began while no other was under way: else another's write to the disk may have been its own */
    private void took(long nanos, boolean alone) {
        if (alone) {
            slowInARow.updateAndGet(before -> nanos > slow ? Math.min(MANY, before + 1) : 0);
        }
        commits.accept(Duration.ofNanos(nanos));
    }

    /** Used by one thread; {@link #end} must follow. */
    final class Turn {

        private boolean held;

        private Turn(boolean held) {
            this.held = held;
        }

        /**
         * Runs the commit of what was stored, while the next batch may be executed if the disk is slow.
         *
         * @param units how many are committed
         */
        <E extends Exception> void commit(int units, Commit<E> commit) throws E {
            boolean others = held && slowDisk();
            if (others) {
                queue.committing(units);
                end();
            }
            boolean alone = committing.getAndIncrement() == 0;
            long began = System.nanoTime();
            try {
                commit.run();
            } finally {
                committing.decrementAndGet();
                if (others) {
                    queue.committed(units);
                }
            }
            took(System.nanoTime() - began, alone);
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
