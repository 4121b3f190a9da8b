package behflow.command.process.action;

import behflow.api.kernel.Ids;
import behflow.api.process.RunCause;
import behflow.api.process.query.FieldChange;
import behflow.api.task.Priority;
import behflow.api.task.TaskRules;
import behflow.api.task.command.CreateTask;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Recurring work: a task for each occurrence. Its id follows from the occurrence, so no node makes it twice. */
@Component
class CreateTaskAction implements ProcessAction {

    @Override
    public String name() {
        return "create_task";
    }

    @Override
    public String description() {
        return "Creates a task: with a schedule or a recurrence, one for each occurrence.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                ParameterSchema.Parameter.required(
                        "name", ParameterType.text(1, TaskRules.NAME_MAXIMUM), "The name of the task."),
                ParameterSchema.Parameter.optional(
                        "description",
                        ParameterType.text(0, TaskRules.DESCRIPTION_MAXIMUM),
                        "The description of the task."),
                ParameterSchema.Parameter.optional(
                        "priority", ParameterType.oneOf(TaskParameters.PRIORITIES), "medium", "The priority."),
                ParameterSchema.Parameter.optional(
                        "tags",
                        ParameterType.listOf(ParameterType.text(1, TaskRules.TAG_MAXIMUM), TaskRules.TAGS_MAXIMUM),
                        "The tags."),
                ParameterSchema.Parameter.optional(
                        "due_in",
                        ParameterType.span(),
                        "How long after the occurrence the task is due; absent for no due date."));
    }

    @Override
    public void check(Map<String, Object> parameters) {
        TaskRules.name(String.valueOf(parameters.get("name")));
        if (parameters.get("tags") != null) {
            TaskRules.tags(TaskParameters.texts(Objects.requireNonNull(parameters.get("tags"))));
        }
    }

    @Override
    public void run(ActionRun run) {
        UUID taskId = Ids.derived(run.ownerId(), "occurrence", run.processId().toString(), occurrence(run));
        CreateTask create = new CreateTask(
                taskId,
                run.ownerId(),
                run.parameter("name", ""),
                run.parameter("description", ""),
                Priority.of(run.parameter("priority", "medium")),
                due(run),
                TaskParameters.texts(run.parameter("tags", List.of())));
        run.effect(new Effect(create, taskId, () -> run.findTask(taskId) != null, changes(create)));
    }

    private static String occurrence(ActionRun run) {
        RunCause cause = run.cause();
        return switch (cause.kind()) {
            case SCHEDULE -> String.valueOf(cause.firedAt());
            case EVENT -> String.valueOf(cause.eventId());
            case MANUAL -> run.executionId().toString();
        };
    }

    private static @Nullable Instant due(ActionRun run) {
        String span = run.parameter("due_in");
        if (span == null) {
            return null;
        }
        Instant from = run.cause().firedAt() == null ? run.now() : run.cause().firedAt();
        Instant due = Span.parse(span).orElseThrow().after(from, run.zone());
        return due.isAfter(TaskRules.LATEST_DUE) ? TaskRules.LATEST_DUE : due;
    }

    private static Map<String, FieldChange> changes(CreateTask create) {
        Map<String, FieldChange> changes = new LinkedHashMap<>();
        changes.put("name", new FieldChange(null, create.name()));
        if (!create.description().isEmpty()) {
            changes.put("description", new FieldChange(null, create.description()));
        }
        changes.put("status", new FieldChange(null, "not_started"));
        changes.put("priority", new FieldChange(null, create.priority().wire()));
        if (create.dueDate() != null) {
            changes.put("due_date", new FieldChange(null, create.dueDate()));
        }
        if (!create.tags().isEmpty()) {
            changes.put("tags", new FieldChange(null, create.tags()));
        }
        return changes;
    }
}
