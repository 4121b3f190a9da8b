package behflow.api.task.query;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One owner's tasks. Answered with a {@link TaskPage}.
 *
 * @param asOf   null for the present
 * @param limit  null for all
 * @param cursor {@link TaskPage#nextCursor()} of the page before, made for the same filter and sort
 */
public record ListTasks(
        UUID ownerId,
        TaskFilter filter,
        TaskSort sort,
        @Nullable PointInTime asOf,
        @Nullable Integer limit,
        @Nullable String cursor) {}
