package behflow.api.process.query;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a process's triggers decided against for one owner, newest first. Answered with a {@link DecisionPage}.
 *
 * @param cursor {@link DecisionPage#nextCursor()} of the page before; null for the first
 */
public record ListDecisions(
        UUID ownerId, UUID processId, int limit, @Nullable String cursor) {}
