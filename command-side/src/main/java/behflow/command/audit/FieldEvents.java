package behflow.command.audit;

import behflow.api.audit.TaskAspect;
import behflow.api.task.event.TaskDescribed;
import behflow.api.task.event.TaskEvent;
import behflow.api.task.event.TaskPriorityChanged;
import behflow.api.task.event.TaskRenamed;
import behflow.api.task.event.TaskRescheduled;
import behflow.api.task.event.TaskStatusChanged;
import behflow.api.task.event.TaskTagsChanged;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The event by which a field takes a value, as {@link TaskAspect#of} gives it. */
final class FieldEvents {

    private FieldEvents() {}

    static TaskEvent of(TaskAspect aspect, @Nullable Object from, @Nullable Object to) {
        return switch (aspect) {
            case NAME -> new TaskRenamed((String) from, (String) to);
            case DESCRIPTION -> new TaskDescribed((String) from, (String) to);
            case STATUS -> new TaskStatusChanged(String.valueOf(from), String.valueOf(to));
            case PRIORITY -> new TaskPriorityChanged(String.valueOf(from), String.valueOf(to));
            case DUE_DATE -> new TaskRescheduled((Instant) from, (Instant) to);
            case TAGS -> new TaskTagsChanged(texts(from), texts(to));
            case DELETED -> throw new IllegalArgumentException("Deletion has events of its own");
        };
    }

    private static @Nullable List<String> texts(@Nullable Object value) {
        return value == null
                ? null
                : ((Collection<?>) value).stream().map(String::valueOf).toList();
    }
}
