package behflow.api.kernel;

import java.time.Instant;
import java.util.UUID;

/**
 * An event as it stands in its owner's log.
 *
 * @param ownerId   whose log
 * @param position  in the owner's log: 1, 2, 3 … without a gap
 * @param eventId   unique
 * @param subjectId the aggregate
 * @param sequence  in its aggregate: 0, 1, 2 …; a task's version
 * @param timestamp UTC, microseconds; never goes back within one owner's log
 * @param payload   the event, upcast to today's shape
 * @param origin    actor and cause
 */
public record RecordedEvent(
        UUID ownerId,
        long position,
        UUID eventId,
        UUID subjectId,
        long sequence,
        Instant timestamp,
        DomainEvent payload,
        Origin origin) {}
