package behflow.api.task.event;

import behflow.api.kernel.StoredAs;

/** Another priority, as {@link behflow.api.task.Priority#wire()}. */
@StoredAs(
        value = "task.priority_changed",
        personal = {})
public record TaskPriorityChanged(String from, String to) implements TaskEvent {}
