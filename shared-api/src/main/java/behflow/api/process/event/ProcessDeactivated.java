package behflow.api.process.event;

import behflow.api.kernel.StoredAs;

/** Its triggers no longer start it. */
@StoredAs("process.deactivated")
public record ProcessDeactivated() implements ProcessEvent {}
