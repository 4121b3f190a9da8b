package behflow.command.task;

import behflow.api.task.TaskChange;
import behflow.api.task.TaskState;
import behflow.api.task.event.TaskDescribed;
import behflow.api.task.event.TaskEvent;
import behflow.api.task.event.TaskPriorityChanged;
import behflow.api.task.event.TaskRenamed;
import behflow.api.task.event.TaskRescheduled;
import behflow.api.task.event.TaskStatusChanged;
import behflow.api.task.event.TaskTagsChanged;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a partial change does to a task: one event for each field that really changes. */
public final class TaskChanges {

    private TaskChanges() {}

    /** The events, in the order of the specification's fields; none where nothing changes. */
    public static List<TaskEvent> between(TaskState task, TaskChange change) {
        List<TaskEvent> events = new ArrayList<>();
        if (change.name() != null && !Objects.equals(task.name(), change.name().value())) {
            events.add(new TaskRenamed(task.name(), change.name().value()));
        }
        if (change.description() != null
                && !Objects.equals(task.description(), change.description().value())) {
            events.add(
                    new TaskDescribed(task.description(), change.description().value()));
        }
        if (change.status() != null && task.status() != change.status().value()) {
            events.add(new TaskStatusChanged(
                    task.status().wire(),
                    Objects.requireNonNull(change.status().value()).wire()));
        }
        if (change.priority() != null && task.priority() != change.priority().value()) {
            events.add(new TaskPriorityChanged(
                    task.priority().wire(),
                    Objects.requireNonNull(change.priority().value()).wire()));
        }
        if (change.dueDate() != null
                && !Objects.equals(task.dueDate(), change.dueDate().value())) {
            events.add(new TaskRescheduled(task.dueDate(), change.dueDate().value()));
        }
        if (change.tags() != null
                && !sameTags(task.tags(), Objects.requireNonNull(change.tags().value()))) {
            events.add(new TaskTagsChanged(task.tags(), change.tags().value()));
        }
        return events;
    }

    /** Tags are a set that keeps the order it was given in: another order alone is no change. */
    private static boolean sameTags(@Nullable List<String> now, List<String> then) {
        return now != null && now.size() == then.size() && new HashSet<>(now).equals(new HashSet<>(then));
    }
}
