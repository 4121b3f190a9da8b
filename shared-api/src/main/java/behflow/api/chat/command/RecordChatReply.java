package behflow.api.chat.command;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The assistant has answered. Of a conversation that was deleted meanwhile the turn is ended all the same, without its text.
 *
 * @param began {@link behflow.api.chat.ChatState#firstSequence} of the conversation when the turn began
 */
public record RecordChatReply(
        UUID sessionId,
        UUID userId,
        long began,
        UUID messageId,
        String content,
        List<UUID> taskIds,
        List<String> toolCalls,
        String provider,
        @Nullable Integer inputTokens,
        @Nullable Integer outputTokens)
        implements ChatCommand {}
