package behflow.command.process.execution;

import behflow.api.chat.ChatState;
import behflow.api.process.RunCause;
import behflow.api.process.query.FieldChange;
import behflow.api.process.query.PlannedChange;
import behflow.api.task.TaskState;
import behflow.api.task.query.TaskFilter;
import behflow.command.process.action.ActionRun;
import behflow.command.process.action.Effect;
import behflow.command.process.action.TaskFilterMatch;
import behflow.command.process.action.Verdict;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A run that sees the past and only says what it would have done. */
final class PastRun implements ActionRun {

    private final RunContext context;
    private final PastState past;
    private final RunControl control;
    private final Tally tally = new Tally(0);
    private final List<PlannedChange> changes = new ArrayList<>();
    private final Map<String, Object> result = new LinkedHashMap<>();

    PastRun(RunContext context, PastState past, RunControl control) {
        this.context = context;
        this.past = past;
        this.control = control;
    }

    Tally tally() {
        return tally;
    }

    List<PlannedChange> changes() {
        return changes;
    }

    Map<String, Object> result() {
        return result;
    }

    @Override
    public void eachTask(TaskFilter filter, Function<TaskState, Verdict> judge) {
        readTasks(filter, task -> judged(task, judge.apply(task)));
    }

    @Override
    public void oneTask(UUID taskId, Function<TaskState, Verdict> judge) {
        TaskState task = findTask(taskId);
        if (task != null && !task.deleted()) {
            tally.examine();
            judged(task, judge.apply(task));
        }
    }

    private void judged(TaskState task, Verdict verdict) {
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
    public void readTasks(TaskFilter filter, Consumer<TaskState> reader) {
        for (TaskState task : past.tasks()) {
            control.check();
            if (TaskFilterMatch.matches(filter, task)) {
                tally.examine();
                reader.accept(task);
            }
        }
    }

    @Override
    public @Nullable TaskState findTask(UUID taskId) {
        return past.task(taskId);
    }

    @Override
    public boolean reminded(UUID reminderId) {
        return past.reminded(reminderId);
    }

    @Override
    public List<ChatState> chatSessions() {
        return past.chatSessions();
    }

    @Override
    public void effect(Effect effect) {
        if (effect.done().getAsBoolean() || !past.first(effect.command().aggregateId())) {
            tally.skip(effect.taskId(), "It was done before.");
        } else {
            tally.change();
            changes.add(new PlannedChange(effect.taskId(), effect.changes()));
        }
    }

    @Override
    public void result(String name, Object value) {
        result.put(name, value);
    }

    @Override
    public UUID ownerId() {
        return context.ownerId();
    }

    @Override
    public UUID processId() {
        return context.processId();
    }

    @Override
    public UUID executionId() {
        return context.executionId();
    }

    @Override
    public RunCause cause() {
        return context.cause();
    }

    @Override
    public Instant now() {
        return context.now();
    }

    @Override
    public ZoneId zone() {
        return context.zone();
    }

    @Override
    public Map<String, Object> parameters() {
        return context.parameters();
    }
}
