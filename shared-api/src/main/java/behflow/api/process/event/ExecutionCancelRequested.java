package behflow.api.process.event;

import behflow.api.kernel.StoredAs;

/** Its owner, or a newer run, wants it to end; it fails as soon as what it is doing is done. */
@StoredAs(
        value = "execution.cancel_requested",
        personal = {})
public record ExecutionCancelRequested() implements ExecutionEvent {}
