package behflow.api.task.command;

import java.util.UUID;

/**
 * Bring a deleted task back as it was; nothing happens to a live one. Answered with the
 * {@link behflow.api.task.TaskState}.
 *
 * @param userId who asks
 */
public record RestoreTask(UUID taskId, UUID userId) implements TaskCommand {}
