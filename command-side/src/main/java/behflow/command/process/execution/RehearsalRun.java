package behflow.command.process.execution;

import behflow.api.kernel.EventLog;
import behflow.api.process.query.FieldChange;
import behflow.api.process.query.PlannedChange;
import behflow.api.task.TaskState;
import behflow.command.process.action.Effect;
import behflow.command.process.action.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A run that only says what it would do. */
final class RehearsalRun extends PresentRun {

    private final Tally tally = new Tally(0);
    private final List<PlannedChange> changes = new ArrayList<>();

    RehearsalRun(RunContext context, Messenger messenger, EventLog log, RunControl control) {
        super(context, messenger, log, control);
    }

    @Override
    void examined() {
        tally.examine();
    }

    @Override
    void judged(TaskState task, Verdict verdict, Function<TaskState, Verdict> judge) {
        if (verdict instanceof Verdict.Leave leave) {
            tally.skip(task.taskId(), leave.reason());
        } else if (verdict instanceof Verdict.Change change) {
            Map<String, FieldChange> diff = TaskDiff.of(task, change.change());
            if (diff.isEmpty()) {
                tally.skip(task.taskId(), "It is like that already.");
            } else {
                tally.change();
                changes.add(new PlannedChange(task.taskId(), diff));
            }
        }
    }

    @Override
    public void effect(Effect effect) {
        if (effect.done().getAsBoolean()) {
            tally.skip(effect.taskId(), "It was done before.");
        } else {
            tally.change();
            changes.add(new PlannedChange(effect.taskId(), effect.changes()));
        }
    }

    Tally tally() {
        return tally;
    }

    List<PlannedChange> changes() {
        return changes;
    }
}
