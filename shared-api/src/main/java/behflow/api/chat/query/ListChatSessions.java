package behflow.api.chat.query;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One owner's conversations that are not deleted, the latest first. Answered with {@link ChatSessions}.
 *
 * @param limit  null for all
 * @param cursor {@link ChatSessions#nextCursor} of the page before; null for the first
 */
public record ListChatSessions(
        UUID ownerId, @Nullable Integer limit, @Nullable String cursor) {}
