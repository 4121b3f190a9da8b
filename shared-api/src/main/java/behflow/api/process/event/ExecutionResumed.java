package behflow.api.process.event;

import behflow.api.kernel.StoredAs;

/**
 * Its node died, and another went on with it.
 *
 * @param attempt 2, 3 …
 */
@StoredAs(
        value = "execution.resumed",
        personal = {})
public record ExecutionResumed(Integer attempt) implements ExecutionEvent {}
