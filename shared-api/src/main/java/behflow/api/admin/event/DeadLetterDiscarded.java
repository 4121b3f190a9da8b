package behflow.api.admin.event;

import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.StoredAs;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An administrator gave up an event that a follower of the log could not handle. In the installation's log.
 *
 * @param follower   who could not handle it
 * @param eventOwner whose event it is
 * @param eventId    the event
 * @param position   of the event in its owner's log
 * @param reason     the administrator's words
 */
@StoredAs(
        value = "dead_letter.discarded",
        personal = {"reason"})
public record DeadLetterDiscarded(
        String follower,
        UUID eventOwner,
        UUID eventId,
        long position,
        @Nullable String reason) implements DomainEvent {}
