package behflow.api.chat.command;

import java.util.UUID;

/**
 * The user says something; begins the conversation where there is none of this id, or where it was deleted.
 *
 * @param sessionId derived from the user and the name
 * @param name      the client's name for the conversation
 */
public record SendChatMessage(UUID sessionId, UUID userId, String name, UUID messageId, String content)
        implements ChatCommand {}
