package behflow.api.audit.command;

import behflow.api.audit.OnConflict;
import behflow.api.audit.TaskAspect;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Undo all that one cause did to its owner's tasks, as one. Answered with an {@link behflow.api.audit.UndoReport}. Refused as
 * NOT_FOUND where the owner's log has no such cause, and as CONFLICT where the cause is still running.
 *
 * @param ownerId       whose log
 * @param correlationId the cause
 * @param fields        only these; null for all
 * @param dryRun        say what it would do, and do nothing
 * @param ifPosition    refuse (CONFLICT) where a task of the cause has changed after this position; null for never
 */
public record RevertCause(
        UUID ownerId,
        UUID correlationId,
        OnConflict onConflict,
        @Nullable Set<TaskAspect> fields,
        boolean dryRun,
        @Nullable Long ifPosition) {}
