package behflow.api.chat.query;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a conversation since its latest start, oldest first. Answered with {@link ChatMessages}.
 *
 * @param last only so many of the latest; null for all
 */
public record ListChatMessages(UUID sessionId, @Nullable Integer last) {}
