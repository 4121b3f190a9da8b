package behflow.command.kernel;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.gateway.RetryScheduler;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;

/**
 * A command that lost a race for its aggregate is decided again on fresh state, a few times, after a short random pause;
 * nothing else is repeated. A version that a client named is checked in the aggregate, so a repetition never hides it.
 */
final class ConflictRetry implements RetryScheduler, AutoCloseable {

    private static final int RETRIES = 8;

    private final ScheduledExecutorService executor =
            Executors.newScheduledThreadPool(4, runnable -> DaemonThreads.of(runnable, "command-retry"));

    private final Tracer tracer;

    /** @param tracer so that a repetition's spans stay with the request that it is for */
    ConflictRetry(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public boolean scheduleRetry(
            @SuppressWarnings("rawtypes") CommandMessage command,
            RuntimeException last,
            List<Class<? extends Throwable>[]> failures,
            Runnable dispatch) {
        if (command.getPayload() instanceof Together
                || !(last instanceof ConcurrencyException)
                || failures.size() > RETRIES) {
            return false;
        }
        Span parent = tracer.currentSpan();
        long pause = ThreadLocalRandom.current().nextLong(2, 5L + 15L * failures.size());
        try {
            executor.schedule(() -> within(parent, dispatch), pause, TimeUnit.MILLISECONDS);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private void within(@Nullable Span parent, Runnable dispatch) {
        Tracer.SpanInScope scope = tracer.withSpan(parent);
        try {
            dispatch.run();
        } finally {
            scope.close();
        }
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
