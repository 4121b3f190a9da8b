package behflow.gateway.chat.tools;

import behflow.api.task.Priority;
import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import behflow.gateway.chat.tools.Tool.Hints;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Tools that only read tasks. */
@Component
class TaskReadingTools {

    static final List<String> STATUSES =
            Arrays.stream(TaskStatus.values()).map(TaskStatus::wire).toList();
    static final List<String> PRIORITIES =
            Arrays.stream(Priority.values()).map(Priority::wire).toList();

    private static final int LISTED = 50;
    private static final int LISTED_MAXIMUM = 100;
    private static final List<String> SORTS = List.of(
            "created_at", "-created_at", "due_date", "-due_date", "priority", "-priority", "updated_at", "-updated_at");
    private static final Map<String, String> QUERY = Map.of(
            "text", "q",
            "status", "status",
            "priority", "priority",
            "tags", "tag",
            "deleted", "deleted",
            "overdue", "overdue",
            "due_after", "due_after",
            "due_before", "due_before",
            "sort", "sort");

    private final Tasks tasks;

    TaskReadingTools(Tasks tasks) {
        this.tasks = tasks;
    }

    List<Tool> tools() {
        Parameter limit = Parameter.number("limit", "at most 100; 50 if absent");
        Parameter deleted = Parameter.flag("deleted", "deleted ones instead of live ones");
        return List.of(
                reads(
                        "list_tasks",
                        "List tasks",
                        "List the user's tasks, newest first. Filters combine; status and priority are any of.",
                        List.of(
                                Parameter.texts("status", "").of(STATUSES),
                                Parameter.texts("priority", "").of(PRIORITIES),
                                Parameter.texts("tags", "all of these"),
                                Parameter.text("text", "words in name or description"),
                                Parameter.text("due_after", "RFC 3339, or local date or time"),
                                Parameter.text("due_before", "as due_after"),
                                Parameter.flag("overdue", ""),
                                deleted,
                                Parameter.text("sort", "").of(SORTS),
                                limit),
                        TaskJson.listSchema(),
                        this::list),
                reads(
                        "search_tasks",
                        "Search tasks",
                        "Find tasks by words of name or description.",
                        List.of(Parameter.text("text", "every word must occur").needed(), deleted, limit),
                        TaskJson.listSchema(),
                        this::list),
                reads(
                        "list_overdue_tasks",
                        "List overdue tasks",
                        "List tasks that are due before now and not completed.",
                        List.of(limit),
                        TaskJson.listSchema(),
                        (turn, arguments) -> page(turn, arguments, tasks.overdue(turn))),
                reads(
                        "list_tasks_by_tag",
                        "List tasks by tag",
                        "List tasks that have a tag.",
                        List.of(Parameter.text("tag", "").needed(), limit),
                        TaskJson.listSchema(),
                        (turn, arguments) ->
                                page(turn, arguments, tasks.list(turn, arguments.query(Map.of("tag", "tag"))))));
    }

    static Tool reads(
            String name,
            String title,
            String description,
            List<Parameter> parameters,
            Map<String, Object> output,
            Tool.Work work) {
        return new Tool(name, title, description, parameters, output, Hints.READS, work);
    }

    private ObjectNode list(Turn turn, Arguments arguments) {
        return page(turn, arguments, find(turn, arguments));
    }

    TaskState own(Turn turn, UUID taskId) {
        return tasks.own(turn, taskId);
    }

    /** What {@code list_tasks} finds, not only its first page. */
    List<TaskState> find(Turn turn, Arguments arguments) {
        return tasks.list(turn, arguments.query(QUERY));
    }

    private ObjectNode page(Turn turn, Arguments arguments, List<TaskState> found) {
        List<TaskState> page = found.stream()
                .limit(arguments.number("limit", LISTED, 1, LISTED_MAXIMUM))
                .toList();
        page.forEach(turn::touched);
        ObjectNode result = Arguments.JSON.createObjectNode();
        result.put("count", found.size());
        result.set("tasks", TaskJson.of(page, turn.caller().zone()));
        return result;
    }
}
