package behflow.gateway.task;

import behflow.api.kernel.Ids;
import behflow.api.task.Priority;
import behflow.api.task.TaskChange;
import behflow.api.task.TaskRules;
import behflow.api.task.TaskStatus;
import behflow.api.task.command.CreateTask;
import behflow.gateway.kernel.Caller;
import behflow.gateway.kernel.JsonFields;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Reads the bodies of task requests into commands' values. */
public final class TaskRequests {

    private static final List<String> PRIORITIES =
            Arrays.stream(Priority.values()).map(Priority::wire).toList();
    private static final List<String> STATUSES =
            Arrays.stream(TaskStatus.values()).map(TaskStatus::wire).toList();
    private static final JsonFields.Reader<Priority> PRIORITY =
            JsonFields.oneOf("priority", Priority::parse, PRIORITIES);
    private static final JsonFields.Reader<TaskStatus> STATUS = JsonFields.oneOf("status", TaskStatus::parse, STATUSES);
    private static final JsonFields.Reader<String> NAME = JsonFields.text("name", TaskRules::name);
    private static final JsonFields.Reader<String> DESCRIPTION = JsonFields.text("description", TaskRules::description);
    private static final JsonFields.Reader<List<String>> TAGS = JsonFields.texts("tags", TaskRules::tags);

    private TaskRequests() {}

    /** Only the name is required; null means absent. */
    public static CreateTask create(JsonFields fields, Caller caller) {
        String description = fields.optional("description", DESCRIPTION);
        Priority priority = fields.optional("priority", PRIORITY);
        var dueDate = fields.optional("due_date", fields.instant("due_date"));
        List<String> tags = fields.optional("tags", TAGS);
        return new CreateTask(
                Ids.newId(caller.userId()),
                caller.userId(),
                fields.required("name", NAME),
                Objects.requireNonNullElse(description, ""),
                Objects.requireNonNullElse(priority, Priority.MEDIUM),
                dueDate,
                Objects.requireNonNullElse(tags, List.of()));
    }

    /** The body of a PUT: absent keeps, null clears. */
    public static TaskChange change(JsonFields fields) {
        return new TaskChange(
                fields.change("name", NAME),
                fields.change("description", DESCRIPTION),
                fields.change("status", STATUS),
                fields.change("priority", PRIORITY),
                fields.change("due_date", fields.instant("due_date")),
                fields.change("tags", TAGS));
    }
}
