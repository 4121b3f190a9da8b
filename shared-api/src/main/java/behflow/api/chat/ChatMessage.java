package behflow.api.chat;

import behflow.api.kernel.Row;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message of a conversation.
 *
 * @param sequence      of its event in the conversation
 * @param role          user or assistant
 * @param content       null where erased
 * @param correlationId the turn; what an undo takes back
 * @param taskIds       the tasks that the turn created, changed or listed
 */
public record ChatMessage(
        UUID messageId,
        UUID ownerId,
        UUID sessionId,
        long sequence,
        String role,
        @Nullable String content,
        Instant createdAt,
        UUID correlationId,
        List<UUID> taskIds)
        implements Row {

    @Override
    public UUID id() {
        return messageId;
    }
}
