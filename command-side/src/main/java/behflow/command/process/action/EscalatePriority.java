package behflow.command.process.action;

import behflow.api.task.Priority;
import behflow.api.task.TaskChange;
import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import behflow.api.task.query.TaskFilter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Raises priorities by nearness of the due date; it never lowers one. */
@Component
class EscalatePriority implements ProcessAction {

    private static final Set<TaskStatus> OPEN =
            Set.of(TaskStatus.NOT_STARTED, TaskStatus.IN_PROGRESS, TaskStatus.BLOCKED);

    @Override
    public String name() {
        return "escalate_priority";
    }

    @Override
    public String description() {
        return "Raises the priority of open tasks as their due date comes nearer; it never lowers one.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                ParameterSchema.Parameter.optional(
                        "urgent_within",
                        ParameterType.span(),
                        "PT24H",
                        "A task due within this time, or overdue, becomes urgent."),
                ParameterSchema.Parameter.optional(
                        "high_within",
                        ParameterType.span(),
                        "P3D",
                        "A task due within this time becomes high at least."),
                ParameterSchema.Parameter.optional(
                        "medium_within",
                        ParameterType.span(),
                        "P7D",
                        "A task due within this time becomes medium at least."));
    }

    @Override
    public void run(ActionRun run) {
        Map<Priority, Instant> until = new LinkedHashMap<>();
        until.put(Priority.URGENT, within(run, "urgent_within", "PT24H"));
        until.put(Priority.HIGH, within(run, "high_within", "P3D"));
        until.put(Priority.MEDIUM, within(run, "medium_within", "P7D"));
        Instant latest = until.values().stream().max(Instant::compareTo).orElseThrow();
        TaskFilter near = new TaskFilter(
                OPEN, Set.of(Priority.LOW, Priority.MEDIUM, Priority.HIGH), Set.of(), null, false, latest, null, null);
        run.eachTask(near, task -> judge(task, until));
    }

    private static Verdict judge(TaskState task, Map<Priority, Instant> until) {
        Priority due = fitting(task.dueDate(), until);
        if (due == null || !OPEN.contains(task.status()) || task.priority().compareTo(due) >= 0) {
            return Verdict.PASS;
        }
        return new Verdict.Change(TaskChange.ofPriority(due));
    }

    private static @Nullable Priority fitting(@Nullable Instant due, Map<Priority, Instant> until) {
        return due == null
                ? null
                : until.entrySet().stream()
                        .filter(limit -> due.isBefore(limit.getValue()))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse(null);
    }

    private static Instant within(ActionRun run, String name, String standard) {
        return Span.parse(run.parameter(name, standard)).orElseThrow().after(run.now(), run.zone());
    }
}
