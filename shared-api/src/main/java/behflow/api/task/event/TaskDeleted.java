package behflow.api.task.event;

import behflow.api.kernel.StoredAs;

/** The task was deleted: a state, from which it can be restored. */
@StoredAs(
        value = "task.deleted",
        personal = {})
public record TaskDeleted() implements TaskEvent {}
