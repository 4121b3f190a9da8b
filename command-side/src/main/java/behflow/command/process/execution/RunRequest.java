package behflow.command.process.execution;

import behflow.api.kernel.Ids;
import behflow.api.process.RunCause;
import java.time.Instant;
import java.util.Objects;
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
        boolean urgent) {

    /** By schedule: one run for each owner, process and time it was due, however many nodes fire it and however often. */
    public static RunRequest scheduled(UUID ownerId, UUID processId, Instant due) {
        String process = processId.toString();
        UUID firing = Ids.derived(ownerId, "firing", process, due.toString());
        UUID execution = Ids.derived(ownerId, "execution", process, RunCause.Kind.SCHEDULE.wire(), due.toString());
        return new RunRequest(execution, ownerId, processId, RunCause.schedule(due), null, firing, firing, 1, false);
    }

    /**
     * By event: one run for each process and event, however often it is delivered.
     *
     * @param cause     of kind event
     * @param requestId the request at the outermost door, as the event names it
     * @param depth     one more than that of the event
     */
    public static RunRequest byEvent(
            UUID ownerId, UUID processId, RunCause cause, @Nullable Boolean condition, UUID requestId, int depth) {
        UUID event = Objects.requireNonNull(cause.eventId(), "A run by event has an event");
        UUID execution =
                Ids.derived(ownerId, "execution", processId.toString(), RunCause.Kind.EVENT.wire(), event.toString());
        return new RunRequest(execution, ownerId, processId, cause, condition, event, requestId, depth, false);
    }
}
