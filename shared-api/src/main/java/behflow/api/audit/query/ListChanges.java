package behflow.api.audit.query;

import behflow.api.task.query.PointInTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two states of one owner's tasks. Answered with {@link Changes}.
 *
 * @param to     null for the present, or for where the page before ended
 * @param limit  how many tasks a page has at most
 * @param cursor {@link Changes#nextCursor()} of the page before, made for the same moments
 */
public record ListChanges(
        UUID ownerId,
        PointInTime from,
        @Nullable PointInTime to,
        int limit,
        @Nullable String cursor) {}
