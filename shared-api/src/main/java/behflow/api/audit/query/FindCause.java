package behflow.api.audit.query;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one cause did in its owner's log. Answered with a {@link Cause}, or null where that log has no such cause.
 *
 * @param limit  how many tasks, and whatever else it wrote, a page has at most
 * @param cursor {@link Cause#nextCursor()} of the page before
 */
public record FindCause(
        UUID ownerId,
        UUID correlationId,
        int limit,
        @Nullable String cursor) {}
