package behflow.command.idempotency;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.axonframework.spring.config.SpringAxonConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Prolongs the claims of requests that this node carries out, and forgets keys that are old. */
@Component
final class RequestKeyRounds implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(RequestKeyRounds.class);
    private static final Duration FORGET = Duration.ofMinutes(10);

    private final RequestKeyTable keys;
    private volatile @Nullable ScheduledExecutorService threads;

    RequestKeyRounds(RequestKeyTable keys) {
        this.keys = keys;
    }

    @Override
    public void start() {
        ScheduledExecutorService fresh = Executors.newScheduledThreadPool(2, runnable -> {
            Thread thread = new Thread(runnable, "request-keys");
            thread.setDaemon(true);
            return thread;
        });
        threads = fresh;
        long beat = keys.beat().toMillis();
        fresh.scheduleWithFixedDelay(guarded(keys::prolong), beat, beat, TimeUnit.MILLISECONDS);
        fresh.scheduleWithFixedDelay(guarded(keys::forgetOld), 1, FORGET.toMinutes(), TimeUnit.MINUTES);
    }

    private static Runnable guarded(Runnable round) {
        return () -> {
            try {
                round.run();
            } catch (RuntimeException | Error e) {
                LOG.warn("A round of request keys failed; the next is soon", e);
            }
        };
    }

    @Override
    public void stop() {
        ScheduledExecutorService current = threads;
        threads = null;
        if (current != null) {
            current.shutdownNow();
        }
    }

    @Override
    public boolean isRunning() {
        return threads != null;
    }

    /** There before the doors open, and until the last request is answered. */
    @Override
    public int getPhase() {
        return SpringAxonConfiguration.LIFECYCLE_PHASE + 100;
    }
}
