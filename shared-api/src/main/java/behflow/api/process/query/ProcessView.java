package behflow.api.process.query;

import behflow.api.process.ProcessState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A process as one user sees it.
 *
 * @param lastExecution when it last started for this user; null for never
 */
public record ProcessView(ProcessState state, @Nullable Instant lastExecution) {}
