package behflow.command.process.execution;

import behflow.api.audit.command.EraseConversation;
import behflow.api.kernel.AggregateCommand;
import behflow.api.kernel.EventLog;
import behflow.api.task.TaskState;
import behflow.api.task.command.ChangeTask;
import behflow.api.task.command.CreateTask;
import behflow.command.process.action.Effect;
import behflow.command.process.action.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A run that gathers what it would do, as long as that is little: to be stored as one, together with its beginning and its
 * end. Nothing has happened where it turns out to be more.
 */
final class BriefRun extends PresentRun {

    private static final int STEPS = 10;

    /** Less than a page of tasks. */
    private static final int LOOKS = 400;

    private final Tally tally = new Tally(0);
    private final List<AggregateCommand> steps = new ArrayList<>();
    private int looks;

    BriefRun(RunContext context, Messenger messenger, EventLog log, RunControl control) {
        super(context, messenger, log, control);
    }

    /** It is not brief. */
    static final class LongerException extends RuntimeException {

        LongerException() {
            super("More than is stored as one", null, false, false);
        }
    }

    @Override
    void examined() {
        if (++looks > LOOKS) {
            throw new LongerException();
        }
        tally.examine();
    }

    @Override
    void judged(TaskState task, Verdict verdict, Function<TaskState, Verdict> judge) {
        if (verdict instanceof Verdict.Leave leave) {
            tally.skip(task.taskId(), leave.reason());
        } else if (verdict instanceof Verdict.Change change) {
            if (TaskDiff.of(task, change.change()).isEmpty()) {
                tally.skip(task.taskId(), "It is like that already.");
            } else {
                step(new ChangeTask(task.taskId(), ownerId(), change.change(), task.version()));
            }
        }
    }

    @Override
    public void effect(Effect effect) {
        // A task that is there already refuses to be made again: no need to look.
        if (!(effect.command() instanceof CreateTask) && effect.done().getAsBoolean()) {
            tally.skip(effect.taskId(), "It was done before.");
        } else if (effect.command() instanceof EraseConversation) {
            // An erasure is a transaction of its own.
            throw new LongerException();
        } else {
            step(effect.command());
        }
    }

    private void step(AggregateCommand command) {
        if (steps.size() == STEPS) {
            throw new LongerException();
        }
        steps.add(command);
        tally.change();
    }

    Tally tally() {
        return tally;
    }

    List<AggregateCommand> steps() {
        return steps;
    }
}
