package behflow.api.process.event;

import behflow.api.kernel.StoredAs;

/** Its triggers no longer start it. */
@StoredAs(
        value = "process.deactivated",
        personal = {})
public record ProcessDeactivated() implements ProcessEvent {}
