package behflow.api.chat.command;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The assistant has answered. */
public record RecordChatReply(
        UUID sessionId,
        UUID userId,
        UUID messageId,
        String content,
        List<UUID> taskIds,
        List<String> toolCalls,
        String provider,
        @Nullable Integer inputTokens,
        @Nullable Integer outputTokens)
        implements ChatCommand {}
