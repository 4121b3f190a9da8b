package behflow.command.process;

import behflow.api.kernel.AggregateCommand;
import java.util.UUID;

/**
 * Stop starting a process by its triggers, because it failed too often in a row.
 *
 * @param failures        how many runs in a row failed
 * @param lastExecution   the last of them
 * @param expectedVersion what failed: one that was changed meanwhile goes on
 */
public record PauseProcess(UUID processId, int failures, UUID lastExecution, long expectedVersion)
        implements AggregateCommand {

    @Override
    public UUID aggregateId() {
        return processId;
    }
}
