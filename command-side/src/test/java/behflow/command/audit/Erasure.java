package behflow.command.audit;

import behflow.api.task.event.TaskCreated;
import behflow.api.task.event.TaskDescribed;
import behflow.api.task.event.TaskEvent;
import behflow.api.task.event.TaskRenamed;
import behflow.api.task.event.TaskTagsChanged;

/** Events as they are read after their text was erased. */
final class Erasure {

    private Erasure() {}

    static TaskEvent of(TaskEvent event) {
        if (event instanceof TaskCreated created) {
            return new TaskCreated(null, null, created.priority(), created.dueDate(), null);
        } else if (event instanceof TaskRenamed) {
            return new TaskRenamed(null, null);
        } else if (event instanceof TaskDescribed) {
            return new TaskDescribed(null, null);
        } else if (event instanceof TaskTagsChanged) {
            return new TaskTagsChanged(null, null);
        }
        return event;
    }
}
