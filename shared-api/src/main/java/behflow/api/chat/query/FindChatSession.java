package behflow.api.chat.query;

import java.util.UUID;

/** One conversation, deleted or not. Answered with a {@link behflow.api.chat.ChatState}, or null where there is none. */
public record FindChatSession(UUID sessionId) {}
