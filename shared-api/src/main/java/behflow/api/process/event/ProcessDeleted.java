package behflow.api.process.event;

import behflow.api.kernel.StoredAs;

/** It is gone for good; its runs and their trace stay. */
@StoredAs(
        value = "process.deleted",
        personal = {})
public record ProcessDeleted() implements ProcessEvent {}
