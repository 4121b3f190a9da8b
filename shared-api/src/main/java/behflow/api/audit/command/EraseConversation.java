package behflow.api.audit.command;

import behflow.api.audit.ErasureBasis;
import behflow.api.kernel.AggregateCommand;
import java.util.UUID;

/**
 * Delete a conversation, and take its text out of the log; also that of one which was deleted before that was the same.
 * Answered with {@link behflow.api.audit.ErasureReport}; NOT_FOUND where nothing is left of it.
 */
public record EraseConversation(UUID sessionId, UUID userId, ErasureBasis basis) implements AggregateCommand {

    @Override
    public UUID aggregateId() {
        return sessionId;
    }
}
