package behflow.query.analytics;

import java.time.Instant;

/**
 * A row of {@code bi.dim_task_past}: the task from {@code task.updatedAt()} on. The present version is the task's row in {@code
 * bi.fct_task_lifecycle}; {@code bi.dim_task} shows both.
 *
 * @param validTo exclusive
 */
record TaskVersion(TaskFlow flow, Instant validTo) {}
