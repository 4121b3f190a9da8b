package behflow.command.process.schedule;

import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.axonframework.spring.config.SpringAxonConfiguration;
import org.jspecify.annotations.Nullable;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Sets the scheduling of this node going, and does on a thread of its own what commands told it of. */
final class Clockwork implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Clockwork.class);

    private final Alarms alarms;
    private final Reconciliation reconciliation;
    private final FanOutWorker fanOut;
    private volatile @Nullable ScheduledExecutorService threads;

    Clockwork(Alarms alarms, Reconciliation reconciliation, FanOutWorker fanOut) {
        this.alarms = alarms;
        this.reconciliation = reconciliation;
        this.fanOut = fanOut;
    }

    /** Does it soon. What goes wrong is left to the reconciliation. */
    void soon(Runnable work) {
        ScheduledExecutorService current = threads;
        if (current == null) {
            return;
        }
        try {
            current.execute(() -> {
                try {
                    work.run();
                } catch (RuntimeException e) {
                    LOG.warn("A change of a process is left to the reconciliation", e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("Stopping: what has changed is for another node");
        }
    }

    @Override
    public void start() {
        try {
            alarms.prepare();
        } catch (SchedulerException e) {
            throw new IllegalStateException("Quartz can't keep its jobs", e);
        }
        ScheduledExecutorService fresh = Executors.newScheduledThreadPool(2, runnable -> {
            Thread thread = new Thread(runnable, "process-schedule");
            thread.setDaemon(true);
            return thread;
        });
        threads = fresh;
        soon(reconciliation::run);
        fanOut.start(fresh);
    }

    @Override
    public void stop() {
        ScheduledExecutorService current = threads;
        threads = null;
        if (current != null) {
            current.shutdown();
            try {
                if (!current.awaitTermination(5, TimeUnit.SECONDS)) {
                    current.shutdownNow();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return threads != null;
    }

    /** After the workers that carry out what it starts. */
    @Override
    public int getPhase() {
        return SpringAxonConfiguration.LIFECYCLE_PHASE + 200;
    }
}
