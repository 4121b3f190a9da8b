package behflow.api.process;

import behflow.api.kernel.Row;
import behflow.api.process.event.ExecutionCancelRequested;
import behflow.api.process.event.ExecutionEvent;
import behflow.api.process.event.ExecutionFailed;
import behflow.api.process.event.ExecutionProgressed;
import behflow.api.process.event.ExecutionResumed;
import behflow.api.process.event.ExecutionStarted;
import behflow.api.process.event.ExecutionSucceeded;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The state of one run after some of its events: the one pure fold, which aggregate and view share. The correlation id of
 * all that a run did is its own id.
 *
 * @param ownerId           whose data it works on, for ever
 * @param version           the sequence of its last event
 * @param ruleVersion       the version of the process that it follows
 * @param condition         what the condition evaluated to; null where there is none
 * @param failure           {@link FailureReason#wire()}; null unless failed
 * @param message           one plain sentence
 * @param result            figures, for actions that answer something; else empty
 * @param attempt           1, and one more for each node that died
 * @param cancelRequestedAt null unless someone wanted it to end
 * @param completedAt       null while it runs
 */
public record ExecutionState(
        UUID executionId,
        UUID ownerId,
        UUID processId,
        long version,
        String action,
        long ruleVersion,
        RunCause cause,
        @Nullable Boolean condition,
        ExecutionStatus status,
        @Nullable String failure,
        String message,
        RunCounts counts,
        Map<String, Object> result,
        int attempt,
        Instant startedAt,
        Instant updatedAt,
        @Nullable Instant cancelRequestedAt,
        @Nullable Instant completedAt)
        implements Row {

    public ExecutionState {
        result = Collections.unmodifiableMap(new LinkedHashMap<>(result));
    }

    @Override
    public UUID id() {
        return executionId;
    }

    public boolean running() {
        return status == ExecutionStatus.RUNNING;
    }

    /**
     * The state after one more event.
     *
     * @param state    null before the first
     * @param sequence of the event in its run
     * @param at       the event's timestamp
     * @throws IllegalStateException where the event can't follow the state: a broken stream
     */
    public static ExecutionState evolve(
            @Nullable ExecutionState state,
            UUID executionId,
            UUID ownerId,
            ExecutionEvent event,
            long sequence,
            Instant at) {
        if (event instanceof ExecutionStarted started) {
            return new ExecutionState(
                    executionId,
                    ownerId,
                    started.processId(),
                    sequence,
                    started.action(),
                    started.ruleVersion(),
                    started.cause(),
                    started.condition(),
                    ExecutionStatus.RUNNING,
                    null,
                    "Running.",
                    RunCounts.NONE,
                    Map.of(),
                    1,
                    at,
                    at,
                    null,
                    null);
        }
        if (state == null) {
            throw new IllegalStateException("Execution %s has a %s ahead of its start"
                    .formatted(executionId, event.getClass().getSimpleName()));
        }
        Draft draft = new Draft(state, sequence, at);
        if (event instanceof ExecutionProgressed progressed) {
            draft.counts = progressed.counts();
            draft.message = "Running: %,d of %,d looked at have changed so far."
                    .formatted(
                            progressed.counts().changed(), progressed.counts().examined());
        } else if (event instanceof ExecutionResumed resumed) {
            draft.attempt = resumed.attempt();
        } else if (event instanceof ExecutionCancelRequested) {
            draft.cancelRequestedAt = at;
            draft.message = "Being cancelled.";
        } else if (event instanceof ExecutionSucceeded succeeded) {
            draft.end(ExecutionStatus.SUCCESS, succeeded.message(), succeeded.counts());
            draft.result = succeeded.result();
        } else if (event instanceof ExecutionFailed failed) {
            draft.end(ExecutionStatus.FAILED, failed.message(), failed.counts());
            draft.failure = failed.reason();
        } else {
            throw new IllegalStateException("No fold for " + event.getClass().getName());
        }
        return draft.state();
    }

    /** The one mutable thing here, and it never leaves {@link #evolve}. */
    private static final class Draft {
        private final ExecutionState state;
        private final long version;
        private final Instant at;
        private ExecutionStatus status;
        private @Nullable String failure;
        private String message;
        private RunCounts counts;
        private Map<String, Object> result;
        private int attempt;
        private @Nullable Instant cancelRequestedAt;
        private @Nullable Instant completedAt;

        private Draft(ExecutionState state, long version, Instant at) {
            this.state = state;
            this.version = version;
            this.at = at;
            this.status = state.status;
            this.failure = state.failure;
            this.message = state.message;
            this.counts = state.counts;
            this.result = state.result;
            this.attempt = state.attempt;
            this.cancelRequestedAt = state.cancelRequestedAt;
            this.completedAt = state.completedAt;
        }

        private void end(ExecutionStatus how, String why, RunCounts what) {
            status = how;
            message = why;
            counts = what;
            completedAt = at;
        }

        private ExecutionState state() {
            return new ExecutionState(
                    state.executionId,
                    state.ownerId,
                    state.processId,
                    version,
                    state.action,
                    state.ruleVersion,
                    state.cause,
                    state.condition,
                    status,
                    failure,
                    message,
                    counts,
                    result,
                    attempt,
                    state.startedAt,
                    at,
                    cancelRequestedAt,
                    completedAt);
        }
    }
}
