package behflow.api.task.event;

import behflow.api.kernel.StoredAs;

/** The task was deleted: a state, from which it can be restored. */
@StoredAs("task.deleted")
public record TaskDeleted() implements TaskEvent {}
