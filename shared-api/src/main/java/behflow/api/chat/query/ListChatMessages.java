package behflow.api.chat.query;

import java.util.UUID;

/**
 * Messages of a conversation since its latest start, oldest first. Answered with {@link ChatMessages}.
 *
 * @param after the sequence that the page before ended with; -1 for the first page
 * @param limit at most so many; a page may be shorter, because it ends with the message that fills 4 MiB
 */
public record ListChatMessages(UUID sessionId, long after, int limit) {}
