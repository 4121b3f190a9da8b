package behflow.api.task.command;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Delete a task; it can be restored. Answered with the {@link behflow.api.task.TaskState}.
 *
 * @param userId          who asks
 * @param expectedVersion the version that the client saw; null where it does not matter
 */
public record DeleteTask(UUID taskId, UUID userId, @Nullable Long expectedVersion) implements TaskCommand {}
