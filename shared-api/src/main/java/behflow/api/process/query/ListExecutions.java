package behflow.api.process.query;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A process's runs for one owner, newest first. Answered with an {@link ExecutionPage}.
 *
 * @param cursor {@link ExecutionPage#nextCursor()} of the page before; null for the first
 */
public record ListExecutions(
        UUID ownerId, UUID processId, int limit, @Nullable String cursor) {}
