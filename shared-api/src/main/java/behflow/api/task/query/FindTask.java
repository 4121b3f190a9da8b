package behflow.api.task.query;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One task, whoever asks, deleted or not: who may see it is decided by the caller, which knows 404 from 403. Answered with
 * a {@link behflow.api.task.TaskState}, or null where there is none.
 *
 * @param asOf null for the present
 */
public record FindTask(UUID taskId, @Nullable PointInTime asOf) {}
