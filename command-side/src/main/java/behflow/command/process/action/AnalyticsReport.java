package behflow.command.process.action;

import behflow.api.task.Priority;
import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import behflow.api.task.query.TaskFilter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Counts the owner's tasks as they stand; the figures are the run's result. */
@Component
class AnalyticsReport implements ProcessAction {

    @Override
    public String name() {
        return "analytics_report";
    }

    @Override
    public String description() {
        return "Reports how many tasks are open, overdue, created and completed; the figures are in the result.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(ParameterSchema.Parameter.optional(
                "days", ParameterType.integer(1, 3_650), 7, "How many days back created and completed tasks count."));
    }

    @Override
    public void run(ActionRun run) {
        Instant now = run.now();
        Instant since =
                now.minus(Duration.ofDays(run.parameter("days", (Number) 7).longValue()));
        Map<String, Long> counts = new LinkedHashMap<>();
        for (TaskStatus status : TaskStatus.values()) {
            counts.put(status.wire(), 0L);
        }
        counts.put("overdue", 0L);
        counts.put("created", 0L);
        counts.put("completions", 0L);
        counts.put("urgent", 0L);
        run.readTasks(TaskFilter.ALL, task -> {
            counts.merge(task.status().wire(), 1L, Long::sum);
            add(counts, "overdue", overdue(task, now));
            add(counts, "created", !task.createdAt().isBefore(since));
            add(
                    counts,
                    "completions",
                    task.completedAt() != null && !task.completedAt().isBefore(since));
            add(counts, "urgent", task.priority() == Priority.URGENT && task.status() != TaskStatus.COMPLETED);
        });
        counts.forEach(run::result);
    }

    private static boolean overdue(TaskState task, Instant now) {
        return task.dueDate() != null && task.dueDate().isBefore(now) && task.status() != TaskStatus.COMPLETED;
    }

    private static void add(Map<String, Long> counts, String name, boolean one) {
        if (one) {
            counts.merge(name, 1L, Long::sum);
        }
    }
}
