package behflow.api.audit.event;

import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.Ids;
import behflow.api.kernel.StoredAs;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A cause was undone by the cause of this event, in the same transaction as this event. What undoes it in turn is a redo. Its
 * subject is {@link #subject}, so that the undos of a cause are found by its id.
 *
 * @param undoes     the correlation id of what was undone
 * @param onConflict {@link behflow.api.audit.OnConflict#wire()}
 * @param fields     the only fields that were undone; null for all
 * @param tasks      how many tasks this transaction changed
 * @param remaining  how many are still to be changed; 0 where the undo is complete
 */
@StoredAs(
        value = "undo.recorded",
        personal = {})
public record UndoRecorded(
        UUID undoes, String onConflict, @Nullable List<String> fields, int tasks, int remaining)
        implements DomainEvent {

    /** Under which subject the undos of a cause are recorded. */
    public static UUID subject(UUID owner, UUID correlationId) {
        return Ids.derived(owner, "undo", correlationId.toString());
    }
}
