package behflow.command.process.execution;

import behflow.api.kernel.AggregateCommand;
import behflow.api.process.FailureReason;
import behflow.api.process.RunCause;
import behflow.api.process.RunCounts;
import behflow.api.process.SkippedItem;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is told to a run. Each is answered with the {@link behflow.api.process.ExecutionState}; a run that is over stays as it is. */
sealed interface ExecutionCommand extends AggregateCommand {

    UUID executionId();

    @Override
    default UUID aggregateId() {
        return executionId();
    }

    /** It starts; nothing happens where it has started already. */
    record Start(
            UUID executionId,
            UUID processId,
            String action,
            long ruleVersion,
            RunCause cause,
            @Nullable Boolean condition)
            implements ExecutionCommand {}

    /** It starts, and has not started before. */
    record Begin(Start start) implements ExecutionCommand {

        @Override
        public UUID executionId() {
            return start.executionId();
        }
    }

    /** @param attempt 2, 3 … */
    record Resume(UUID executionId, int attempt) implements ExecutionCommand {}

    record Progress(UUID executionId, RunCounts counts, List<SkippedItem> skips) implements ExecutionCommand {}

    record RequestCancel(UUID executionId) implements ExecutionCommand {}

    record Succeed(
            UUID executionId, String message, RunCounts counts, List<SkippedItem> skips, Map<String, Object> result)
            implements ExecutionCommand {}

    record Fail(UUID executionId, FailureReason reason, String message, RunCounts counts, List<SkippedItem> skips)
            implements ExecutionCommand {}
}
