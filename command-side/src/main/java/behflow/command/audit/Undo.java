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
 */
record Undo(
        UUID cause,
        Set<UUID> family,
        OnConflict onConflict,
        @Nullable Set<TaskAspect> fields) {

    boolean isOfCause(RecordedEvent event) {
        return event.origin().correlationId().equals(cause);
    }

    boolean isOfFamily(RecordedEvent event) {
        return family.contains(event.origin().correlationId());
    }

    boolean covers(TaskAspect aspect) {
        return fields == null || fields.contains(aspect);
    }
}
