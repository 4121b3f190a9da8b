package behflow.api.process.command;

import behflow.api.kernel.AggregateCommand;
import java.time.Instant;
import java.util.UUID;

/**
 * Remind its owner of a task; nothing happens where this reminder was raised before. Answered with nothing.
 *
 * @param reminderId derived from what makes it one reminder, by {@link behflow.api.kernel.Ids#derived}
 */
public record RaiseReminder(UUID reminderId, UUID ownerId, UUID taskId, UUID processId, Instant dueDate)
        implements AggregateCommand {

    @Override
    public UUID aggregateId() {
        return reminderId;
    }
}
