package behflow.command.process.execution;

import behflow.api.process.RunCause;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run that is to take place.
 *
 * @param executionId derived from what starts it, so that the same firing or event never makes a second one
 * @param ownerId     for whom it runs
 * @param condition   what the condition evaluated to; null where there is none
 * @param causationId the request, firing or event
 * @param requestId   the request at the outermost door, or the firing or event
 * @param depth       of what it will do: one more than that of its cause
 * @param urgent      someone waits for it
 */
public record RunRequest(
        UUID executionId,
        UUID ownerId,
        UUID processId,
        RunCause cause,
        @Nullable Boolean condition,
        UUID causationId,
        UUID requestId,
        int depth,
        boolean urgent) {}
