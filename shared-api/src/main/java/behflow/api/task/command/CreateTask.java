package behflow.api.task.command;

import behflow.api.kernel.AggregateCommand;
import behflow.api.task.Priority;
import behflow.api.task.TaskRules;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Create a task, not started. Answered with its {@link behflow.api.task.TaskState}.
 *
 * @param taskId  new, from {@link behflow.api.kernel.Ids#newId(UUID)}
 * @param ownerId whose task it becomes
 */
public record CreateTask(
        UUID taskId,
        UUID ownerId,
        String name,
        String description,
        Priority priority,
        @Nullable Instant dueDate,
        List<String> tags)
        implements AggregateCommand {

    /** @throws behflow.api.kernel.RejectedException INVALID naming the first field that breaks a rule */
    public CreateTask {
        name = TaskRules.name(name);
        description = TaskRules.description(description);
        dueDate = dueDate == null ? null : TaskRules.dueDate(dueDate);
        tags = TaskRules.tags(tags);
    }

    @Override
    public UUID aggregateId() {
        return taskId;
    }
}
