package behflow.api.chat.query;

import java.util.UUID;

/** The latest messages of a conversation since its latest start, oldest first. Answered with {@link ChatMessages}. */
public record ListLatestChatMessages(UUID sessionId, int limit) {}
