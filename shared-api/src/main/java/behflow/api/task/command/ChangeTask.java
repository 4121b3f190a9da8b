package behflow.api.task.command;

import behflow.api.task.TaskChange;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Change some fields of a task: one event for each field that really changes, none where nothing does. Answered with the
 * {@link behflow.api.task.TaskState}.
 *
 * @param userId          who asks
 * @param expectedVersion the version that the client saw; null where it does not matter
 */
public record ChangeTask(
        UUID taskId,
        UUID userId,
        TaskChange change,
        @Nullable Long expectedVersion) implements TaskCommand {}
