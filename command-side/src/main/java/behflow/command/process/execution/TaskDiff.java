package behflow.command.process.execution;

import behflow.api.process.query.FieldChange;
import behflow.api.task.TaskChange;
import behflow.api.task.TaskState;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a change would do to a task, by field; empty where it would do nothing. */
final class TaskDiff {

    private TaskDiff() {}

    static Map<String, FieldChange> of(TaskState task, TaskChange change) {
        Map<String, FieldChange> diff = new LinkedHashMap<>();
        if (change.name() != null) {
            put(diff, "name", task.name(), change.name().value());
        }
        if (change.description() != null) {
            put(diff, "description", task.description(), change.description().value());
        }
        if (change.status() != null) {
            put(
                    diff,
                    "status",
                    task.status().wire(),
                    Objects.requireNonNull(change.status().value()).wire());
        }
        if (change.priority() != null) {
            put(
                    diff,
                    "priority",
                    task.priority().wire(),
                    Objects.requireNonNull(change.priority().value()).wire());
        }
        if (change.dueDate() != null) {
            put(diff, "due_date", task.dueDate(), change.dueDate().value());
        }
        if (change.tags() != null && !sameTags(task.tags(), change.tags().value())) {
            put(diff, "tags", task.tags(), change.tags().value());
        }
        return diff;
    }

    private static void put(Map<String, FieldChange> diff, String field, @Nullable Object from, @Nullable Object to) {
        if (!Objects.equals(from, to)) {
            diff.put(field, new FieldChange(from, to));
        }
    }

    /** Another order alone is no change. */
    private static boolean sameTags(@Nullable List<String> now, @Nullable List<String> then) {
        return now != null
                && then != null
                && now.size() == then.size()
                && new HashSet<>(now).equals(new HashSet<>(then));
    }
}
