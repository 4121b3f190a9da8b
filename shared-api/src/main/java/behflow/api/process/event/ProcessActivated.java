package behflow.api.process.event;

import behflow.api.kernel.StoredAs;

/** Its triggers start it from now on. */
@StoredAs(
        value = "process.activated",
        personal = {})
public record ProcessActivated() implements ProcessEvent {}
