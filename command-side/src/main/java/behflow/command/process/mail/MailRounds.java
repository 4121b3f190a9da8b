package behflow.command.process.mail;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.axonframework.spring.config.SpringAxonConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Lets reminders go out now and then, on every node: each takes what no other has taken. */
final class MailRounds implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(MailRounds.class);

    private final ReminderMailer mailer;
    private final Duration interval;
    private volatile @Nullable ScheduledExecutorService thread;

    MailRounds(ReminderMailer mailer, Duration interval) {
        this.mailer = mailer;
        this.interval = interval;
    }

    @Override
    public void start() {
        ScheduledExecutorService fresh = Executors.newSingleThreadScheduledExecutor(runnable -> {
            Thread worker = new Thread(runnable, "reminder-mail");
            worker.setDaemon(true);
            return worker;
        });
        thread = fresh;
        fresh.scheduleWithFixedDelay(this::round, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void round() {
        try {
            mailer.round();
        } catch (RuntimeException | Error e) {
            LOG.warn("Reminders could not be sent and are tried again", e);
        }
    }

    @Override
    public void stop() {
        ScheduledExecutorService current = thread;
        thread = null;
        if (current != null) {
            current.shutdown();
            try {
                current.awaitTermination(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    /** After Axon's handlers, which it sends commands to. */
    @Override
    public int getPhase() {
        return SpringAxonConfiguration.LIFECYCLE_PHASE + 200;
    }
}
