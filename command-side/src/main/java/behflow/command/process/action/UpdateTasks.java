package behflow.command.process.action;

import behflow.api.kernel.RejectedException;
import behflow.api.process.RunCause;
import behflow.api.task.TaskChange;
import behflow.api.task.query.TaskFilter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** A filter and a change. Started by an event and without a filter it means the task that the event happened to. */
@Component
class UpdateTasks implements ProcessAction {

    @Override
    public String name() {
        return "update_tasks";
    }

    @Override
    public String description() {
        return "Changes every task that matches a filter; without a filter, in a process that events start, the task of"
                + " the event.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                ParameterSchema.Parameter.optional(
                        "filter",
                        ParameterType.object(TaskParameters.FILTER),
                        "Which tasks, as in the list of tasks; absent for the task of the event, or else for all."),
                ParameterSchema.Parameter.required(
                        "change",
                        ParameterType.object(TaskParameters.CHANGE),
                        "The change, as in an update of a task."));
    }

    @Override
    public void check(Map<String, Object> parameters) {
        Map<String, Object> change = map(parameters.get("change"));
        if (change.isEmpty()) {
            throw RejectedException.invalid("parameters.change", "parameters.change must change something.");
        }
        TaskParameters.change(change, Instant.EPOCH.plusSeconds(1), ZoneOffset.UTC);
    }

    @Override
    public void run(ActionRun run) {
        TaskChange change = TaskParameters.change(map(run.parameter("change", Map.of())), run.now(), run.zone());
        Map<String, Object> filter = run.parameter("filter");
        if (filter == null
                && run.cause().kind() == RunCause.Kind.EVENT
                && run.cause().subjectId() != null) {
            run.oneTask(run.cause().subjectId(), task -> new Verdict.Change(change));
            return;
        }
        TaskFilter tasks = filter == null ? TaskFilter.ALL : TaskParameters.filter(filter, run.now(), run.zone());
        run.eachTask(tasks, task -> TaskFilterMatch.matches(tasks, task) ? new Verdict.Change(change) : Verdict.PASS);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@Nullable Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }
}
