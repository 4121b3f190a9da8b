package behflow.command.process.execution;

import behflow.api.process.ExecutionState;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * {@code behflow_process_runs}: runs that ended on this node, by action and outcome, from first to last event. The outcome is
 * {@code success} or a {@link behflow.api.process.FailureReason}.
 */
final class RunMeters {

    private final MeterRegistry meters;

    RunMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    void ended(ExecutionState run) {
        String failure = run.failure();
        @Nullable Instant completed = run.completedAt();
        Timer.builder("behflow.process.runs")
                .description("Runs of processes that have ended")
                .tag("action", run.action())
                .tag("outcome", failure == null ? run.status().wire() : failure)
                .register(meters)
                .record(completed == null ? Duration.ZERO : Duration.between(run.startedAt(), completed));
    }
}
