package behflow.api.audit;

import behflow.api.kernel.Positioned;
import java.util.List;
import java.util.UUID;

/**
 * What an undo did, or would do.
 *
 * @param correlationId the undo's own cause, by which it can be undone
 * @param position      of the owner's log: after the undo, or where the preview was made
 * @param changes       in the order in which the cause first wrote to the tasks
 * @param tasks         how many tasks the undo changes
 * @param remaining     how many of them a job goes on to change after this answer; 0 for none
 * @param written       whether anything was stored
 */
public record UndoReport(
        UUID correlationId, long position, List<UndoneField> changes, int tasks, int remaining, boolean written)
        implements Positioned<UndoReport> {

    @Override
    public UndoReport at(long last) {
        return new UndoReport(correlationId, last, changes, tasks, remaining, written);
    }
}
