package behflow.api.audit.query;

import behflow.api.kernel.Row;
import java.util.UUID;

/**
 * An undo that takes several transactions and is not complete.
 *
 * @param subject   {@link behflow.api.audit.event.UndoRecorded#subject}
 * @param ownerId   whose log
 * @param undoes    the cause that is being undone
 * @param undo      the undo's own cause
 * @param remaining tasks still to be changed
 */
public record UndoJob(UUID subject, UUID ownerId, UUID undoes, UUID undo, int remaining) implements Row {

    @Override
    public UUID id() {
        return subject;
    }
}
