package behflow.api.task.event;

import behflow.api.kernel.StoredAs;

/** A deleted task is back as it was. */
@StoredAs(
        value = "task.restored",
        personal = {})
public record TaskRestored() implements TaskEvent {}
