package behflow.command.process.action;

import behflow.api.kernel.EndOfDay;
import behflow.api.task.TaskChange;
import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import behflow.api.task.query.TaskFilter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Contract, part 1: not_started and in_progress tasks due before today move to today at the same local wall time. */
@Component
class RescheduleRemainingTasks implements ProcessAction {

    static final String NAME = "reschedule_remaining_tasks";

    private static final Set<TaskStatus> REMAINING = Set.of(TaskStatus.NOT_STARTED, TaskStatus.IN_PROGRESS);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "Moves tasks that are not done and were due before today to today, at the same time of day.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of();
    }

    @Override
    public void run(ActionRun run) {
        ZoneId zone = run.zone();
        LocalDate today = run.now().atZone(zone).toLocalDate();
        Instant midnight = today.atStartOfDay(zone).toInstant();
        TaskFilter due = new TaskFilter(REMAINING, Set.of(), Set.of(), null, false, midnight, null, null);
        run.eachTask(due, task -> judge(task, today, midnight, zone));
    }

    private static Verdict judge(TaskState task, LocalDate today, Instant midnight, ZoneId zone) {
        Instant due = task.dueDate();
        if (due == null || !due.isBefore(midnight) || !REMAINING.contains(task.status())) {
            return Verdict.PASS;
        }
        Instant moved =
                EndOfDay.at(today.atTime(due.atZone(zone).toLocalTime()), zone).toInstant();
        return new Verdict.Change(TaskChange.ofDueDate(moved));
    }
}
