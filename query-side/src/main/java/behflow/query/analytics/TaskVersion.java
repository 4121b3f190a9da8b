package behflow.query.analytics;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code bi.dim_task}: the task from {@code task.updatedAt()} on.
 *
 * @param validTo exclusive; null for the present version
 */
record TaskVersion(TaskFlow flow, @Nullable Instant validTo) {}
