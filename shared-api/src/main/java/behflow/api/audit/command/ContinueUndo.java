package behflow.api.audit.command;

import java.util.UUID;

/**
 * Go on with an undo of so many tasks that it takes several transactions; nothing happens where it is complete. Answered with
 * how many tasks remain. Sent again after each, also by another node after a crash.
 *
 * @param ownerId whose log
 * @param undoes  the cause that is being undone
 * @param undo    the undo's own cause
 */
public record ContinueUndo(UUID ownerId, UUID undoes, UUID undo) {}
