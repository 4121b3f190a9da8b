package behflow.api.audit.query;

import java.util.UUID;

/** All that one cause did in its owner's log. Answered with a {@link Cause}, or null where that log has no such cause. */
public record FindCause(UUID ownerId, UUID correlationId) {}
