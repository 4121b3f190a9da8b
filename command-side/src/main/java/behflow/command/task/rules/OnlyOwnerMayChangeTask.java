package behflow.command.task.rules;

import behflow.api.kernel.RejectedException;
import behflow.api.task.TaskState;
import java.util.UUID;

/** Someone else's task is forbidden (contract, part 1). */
public final class OnlyOwnerMayChangeTask {

    private OnlyOwnerMayChangeTask() {}

    /** @throws RejectedException FORBIDDEN */
    public static void check(TaskState task, UUID userId) {
        if (!task.ownerId().equals(userId)) {
            throw RejectedException.forbidden();
        }
    }
}
