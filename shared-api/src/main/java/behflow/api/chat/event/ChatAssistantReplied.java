package behflow.api.chat.event;

import behflow.api.kernel.StoredAs;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The assistant answered.
 *
 * @param content      null where erased
 * @param taskIds      the tasks that this turn created, changed or listed, in order
 * @param toolCalls    what was called: names and outcomes, never text
 * @param provider     who answered: builtin, openai, anthropic
 * @param inputTokens  null where the provider does not say
 * @param outputTokens null where the provider does not say
 */
@StoredAs(
        value = "chat.assistant_replied",
        personal = {"content"})
public record ChatAssistantReplied(
        UUID messageId,
        @Nullable String content,
        List<UUID> taskIds,
        List<String> toolCalls,
        String provider,
        @Nullable Integer inputTokens,
        @Nullable Integer outputTokens)
        implements ChatEvent {}
