package behflow.api.chat.command;

import java.util.UUID;

/** Delete a conversation. */
public record DeleteChatSession(UUID sessionId, UUID userId) implements ChatCommand {}
