package behflow.api.chat.query;

import java.util.UUID;

/** One owner's conversations that are not deleted, the latest first. Answered with {@link ChatSessions}. */
public record ListChatSessions(UUID ownerId) {}
