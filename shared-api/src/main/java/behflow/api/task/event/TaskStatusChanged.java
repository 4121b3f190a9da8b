package behflow.api.task.event;

import behflow.api.kernel.StoredAs;

/** Another status, as {@link behflow.api.task.TaskStatus#wire()}. */
@StoredAs(
        value = "task.status_changed",
        personal = {})
public record TaskStatusChanged(String from, String to) implements TaskEvent {}
