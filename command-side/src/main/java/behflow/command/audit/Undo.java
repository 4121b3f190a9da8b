package behflow.command.audit;

import behflow.api.audit.OnConflict;
import behflow.api.audit.TaskAspect;
import behflow.api.kernel.RecordedEvent;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is to be undone, and how.
 *
 * @param cause  the correlation id of what is undone
 * @param family the cause, its undos, and theirs in turn (redos): whoever else writes is someone else
 * @param fields only these; null for all
 * @param asked  the position at which it was asked for: what is written beyond it, by whomever, conflicts and is kept
 */
record Undo(
        UUID cause,
        Set<UUID> family,
        OnConflict onConflict,
        @Nullable Set<TaskAspect> fields,
        long asked) {

    boolean isOfCause(RecordedEvent event) {
        return !isLater(event) && event.origin().correlationId().equals(cause);
    }

    boolean isOfFamily(RecordedEvent event) {
        return !isLater(event) && family.contains(event.origin().correlationId());
    }

    /** Whether it was written after the undo was asked for. */
    boolean isLater(RecordedEvent event) {
        return event.position() > asked;
    }

    /** Whether someone else's write gives way. */
    boolean overrides(RecordedEvent event) {
        return onConflict == OnConflict.FORCE && !isLater(event);
    }

    boolean covers(TaskAspect aspect) {
        return fields == null || fields.contains(aspect);
    }
}
