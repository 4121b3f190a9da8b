package behflow.api.audit.command;

import behflow.api.audit.ErasureBasis;
import behflow.api.kernel.AggregateCommand;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Delete a conversation, and take its text out of the log; also that of one which was deleted before that was the same.
 * Answered with {@link behflow.api.audit.ErasureReport}; NOT_FOUND where nothing is left of it, PRECONDITION_FAILED where it
 * went on.
 *
 * @param expectedVersion the version that was looked at; null where it does not matter
 */
public record EraseConversation(
        UUID sessionId,
        UUID userId,
        ErasureBasis basis,
        @Nullable Long expectedVersion) implements AggregateCommand {

    @Override
    public UUID aggregateId() {
        return sessionId;
    }
}
