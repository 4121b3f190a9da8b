package behflow.api.task.event;

import behflow.api.kernel.StoredAs;

/** Another priority, as {@link behflow.api.task.Priority#wire()}. */
@StoredAs("task.priority_changed")
public record TaskPriorityChanged(String from, String to) implements TaskEvent {}
