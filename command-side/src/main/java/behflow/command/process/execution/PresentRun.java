package behflow.command.process.execution;

import behflow.api.chat.ChatState;
import behflow.api.chat.query.ChatSessions;
import behflow.api.chat.query.ListChatSessions;
import behflow.api.kernel.EventLog;
import behflow.api.process.RunCause;
import behflow.api.task.TaskState;
import behflow.api.task.query.FindTask;
import behflow.api.task.query.ListTasks;
import behflow.api.task.query.TaskFilter;
import behflow.api.task.query.TaskPage;
import behflow.api.task.query.TaskSort;
import behflow.command.process.action.ActionRun;
import behflow.command.process.action.Verdict;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A run that sees the present, in batches, so that it needs the same memory for ten tasks and for a hundred thousand. */
abstract class PresentRun implements ActionRun {

    private static final int PAGE = 500;
    private static final TaskSort OLDEST_FIRST = new TaskSort(TaskSort.Key.CREATED_AT, false);

    private final RunContext context;
    private final Messenger messenger;
    private final EventLog log;
    private final RunControl control;
    private final Map<String, Object> result = new LinkedHashMap<>();

    PresentRun(RunContext context, Messenger messenger, EventLog log, RunControl control) {
        this.context = context;
        this.messenger = messenger;
        this.log = log;
        this.control = control;
    }

    /** What the action wants of one task; {@code judge} is asked again where the task is no longer as it was seen. */
    abstract void judged(TaskState task, Verdict verdict, Function<TaskState, Verdict> judge);

    /** One more was looked at. */
    abstract void examined();

    @Override
    public void eachTask(TaskFilter filter, Function<TaskState, Verdict> judge) {
        readTasks(filter, task -> judged(task, judge.apply(task), judge));
    }

    @Override
    public void oneTask(UUID taskId, Function<TaskState, Verdict> judge) {
        TaskState task = findTask(taskId);
        if (task != null && !task.deleted() && task.ownerId().equals(ownerId())) {
            examined();
            judged(task, judge.apply(task), judge);
        }
    }

    @Override
    public void readTasks(TaskFilter filter, Consumer<TaskState> reader) {
        String cursor = null;
        do {
            ListTasks query = new ListTasks(ownerId(), filter, OLDEST_FIRST, null, PAGE, cursor);
            TaskPage page = Objects.requireNonNull(ask(query, TaskPage.class), "A list of tasks is never null");
            for (TaskState task : page.tasks()) {
                control.check();
                examined();
                reader.accept(task);
            }
            cursor = page.nextCursor();
        } while (cursor != null);
    }

    @Override
    public @Nullable TaskState findTask(UUID taskId) {
        return ask(new FindTask(taskId, null), TaskState.class);
    }

    @Override
    public boolean reminded(UUID reminderId) {
        return messenger.patiently(
                control, () -> !log.readSubject(reminderId, 0, 1).isEmpty());
    }

    @Override
    public List<ChatState> chatSessions() {
        return Objects.requireNonNull(
                        ask(new ListChatSessions(ownerId(), null, null), ChatSessions.class),
                        "A list of sessions is never null")
                .sessions();
    }

    @Override
    public void result(String name, Object value) {
        result.put(name, value);
    }

    Map<String, Object> result() {
        return result;
    }

    RunControl control() {
        return control;
    }

    Messenger messenger() {
        return messenger;
    }

    private <R> @Nullable R ask(Object query, Class<R> answer) {
        return messenger.patiently(control, () -> messenger.ask(query, answer));
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
