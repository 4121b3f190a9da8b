package behflow.api.process.query;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everybody's processes that time starts, for the clockwork and for nobody who asks from outside. Answered with
 * {@link TimedProcesses}, in order of process id.
 *
 * @param changedSince null for all that are active and time-based; else all that changed since, whatever they are now
 * @param after        the last of the page before; null for the first
 */
public record ListTimedProcesses(
        @Nullable Instant changedSince, @Nullable UUID after, int limit) {}
