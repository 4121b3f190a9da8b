package behflow.api.audit.query;

import behflow.api.task.query.PointInTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two states of one owner's tasks. Answered with {@link Changes}.
 *
 * @param to null for the present
 */
public record ListChanges(
        UUID ownerId, PointInTime from, @Nullable PointInTime to) {}
