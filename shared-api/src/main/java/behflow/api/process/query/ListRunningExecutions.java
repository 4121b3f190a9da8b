package behflow.api.process.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Runs that have not ended, whosever they are, oldest first. Answered with an {@link ExecutionPage}.
 *
 * @param startedBefore only those that began before it
 * @param cursor        of the page before; null for the first
 */
public record ListRunningExecutions(
        Instant startedBefore, int limit, @Nullable String cursor) {}
