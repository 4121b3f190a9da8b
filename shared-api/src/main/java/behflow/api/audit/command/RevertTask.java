package behflow.api.audit.command;

import behflow.api.task.TaskField;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Set a task to what it was at one of its versions. Answered with its {@link behflow.api.task.TaskState}. Refused as CONFLICT
 * where what it was has been erased.
 *
 * @param userId  who asks
 * @param version {@code 0} and up, at most the present one
 * @param fields  only these, of a live task; null for the whole task, also whether it is deleted
 */
public record RevertTask(
        UUID taskId, UUID userId, long version, @Nullable Set<TaskField> fields) {}
