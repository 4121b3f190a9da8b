package behflow.command.following;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.axonframework.spring.config.SpringAxonConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Looks at dead letters again and again while the service runs: what failed because something was away passes by itself. */
final class DeadLetterRounds implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterRounds.class);

    private final DeadLetterDesk desk;
    private final Duration every;
    private volatile ScheduledExecutorService rounds = stopped();

    DeadLetterRounds(DeadLetterDesk desk, Duration every) {
        this.desk = desk;
        this.every = every;
    }

    @Override
    public void start() {
        rounds = Executors.newSingleThreadScheduledExecutor(runnable -> {
            Thread thread = new Thread(runnable, "dead-letters");
            thread.setDaemon(true);
            return thread;
        });
        rounds.scheduleWithFixedDelay(this::round, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void round() {
        try {
            desk.retryDue();
        } catch (RuntimeException | Error e) {
            LOG.error("Dead letters could not be looked at; trying on", e);
        }
    }

    @Override
    public void stop() {
        rounds.shutdown();
        try {
            if (!rounds.awaitTermination(20, TimeUnit.SECONDS)) {
                rounds.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return !rounds.isShutdown();
    }

    /** After Axon's processors. */
    @Override
    public int getPhase() {
        return SpringAxonConfiguration.LIFECYCLE_PHASE + 60;
    }

    private static ScheduledExecutorService stopped() {
        ScheduledExecutorService none = Executors.newSingleThreadScheduledExecutor();
        none.shutdown();
        return none;
    }
}
