package behflow.api.process.event;

import behflow.api.kernel.StoredAs;

/** Its triggers start it from now on. */
@StoredAs("process.activated")
public record ProcessActivated() implements ProcessEvent {}
