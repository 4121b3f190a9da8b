package behflow.command.eventstore;

import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.LogEntry;
import behflow.api.kernel.Origin;
import java.util.UUID;

/**
 * An event ready to be appended: everything that does not depend on its place in the log is done, on the thread of its
 * command.
 */
record Appendable(
        UUID eventId,
        UUID subjectId,
        long sequence,
        String type,
        String revision,
        long timestampMicros,
        byte[] payload,
        byte[] metadata,
        byte[] salt,
        byte[] commitment,
        DomainEvent event,
        Origin origin) {

    /** The part of the log entry between previous hash and timestamp. */
    byte[] identity() {
        return LogEntry.identity(eventId, subjectId, sequence, type, revision);
    }

    /** The part of the log entry after the timestamp. */
    byte[] seal() {
        return LogEntry.seal(metadata, commitment);
    }
}
