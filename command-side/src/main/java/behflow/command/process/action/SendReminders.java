package behflow.command.process.action;

import behflow.api.kernel.Ids;
import behflow.api.process.command.RaiseReminder;
import behflow.api.process.query.FieldChange;
import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import behflow.api.task.query.TaskFilter;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Reminds of open tasks that are due soon: once for each process, task and due date, whoever runs it and however often. */
@Component
class SendReminders implements ProcessAction {

    private static final Set<TaskStatus> OPEN =
            Set.of(TaskStatus.NOT_STARTED, TaskStatus.IN_PROGRESS, TaskStatus.BLOCKED);

    @Override
    public String name() {
        return "send_reminders";
    }

    @Override
    public String description() {
        return "Reminds of open tasks that are due soon, in the app and by e-mail where that is set up; once for each due"
                + " date.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                ParameterSchema.Parameter.optional(
                        "within", ParameterType.span(), "PT24H", "How long ahead of the due date."),
                ParameterSchema.Parameter.optional(
                        "overdue", ParameterType.bool(), false, "Whether to remind of overdue tasks as well."));
    }

    @Override
    public void run(ActionRun run) {
        Instant until =
                Span.parse(run.parameter("within", "PT24H")).orElseThrow().after(run.now(), run.zone());
        Instant from = run.parameter("overdue", false) ? null : run.now();
        TaskFilter soon = new TaskFilter(OPEN, Set.of(), Set.of(), null, false, until, from, null);
        run.readTasks(soon, task -> remind(run, task));
    }

    private static void remind(ActionRun run, TaskState task) {
        Instant due = Objects.requireNonNull(task.dueDate(), "Only tasks with a due date were asked for");
        UUID reminderId = Ids.derived(
                run.ownerId(),
                "reminder",
                run.processId().toString(),
                task.taskId().toString(),
                due.toString());
        run.effect(new Effect(
                new RaiseReminder(reminderId, run.ownerId(), task.taskId(), run.processId(), due),
                task.taskId(),
                () -> run.reminded(reminderId),
                Map.of("reminder", new FieldChange(null, due))));
    }
}
