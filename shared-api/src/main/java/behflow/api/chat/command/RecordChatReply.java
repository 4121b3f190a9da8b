package behflow.api.chat.command;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The assistant has answered. Of a conversation that was deleted meanwhile the turn is ended all the same, without its text.
 *
 * @param began {@link behflow.api.chat.ChatState#firstSequence} of the conversation when the turn began
 * @param plan  what the answer asks the user's word for; null for nothing
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
        @Nullable Integer outputTokens,
        @Nullable Plan plan)
        implements ChatCommand {

    /**
     * Waits for the user's word from the answer on that asks for it; replaces a plan that waited before. In a conversation that
     * was deleted meanwhile nothing waits.
     *
     * @param json      tools and their arguments
     * @param expiresAt UTC
     */
    public record Plan(UUID planId, String json, Instant expiresAt) {}
}
