package behflow.api.chat.query;

import java.util.UUID;

/** The owner's messages, in conversations that are not deleted, in which a name or description of a task stands. */
public record FindQuotations(UUID ownerId, UUID taskId) {}
