package behflow.command.process;

import behflow.api.kernel.AggregateCommand;
import java.util.UUID;

/** A reminder went out by e-mail; nothing happens where that was said before. */
public record RecordReminderMailed(UUID reminderId, UUID taskId) implements AggregateCommand {

    @Override
    public UUID aggregateId() {
        return reminderId;
    }
}
