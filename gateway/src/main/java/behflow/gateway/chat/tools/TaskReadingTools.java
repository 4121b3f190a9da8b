package behflow.gateway.chat.tools;

import static behflow.gateway.chat.tools.TaskJson.array;
import static behflow.gateway.chat.tools.TaskJson.counts;
import static behflow.gateway.chat.tools.TaskJson.object;
import static behflow.gateway.chat.tools.TaskJson.taskSchema;
import static behflow.gateway.chat.tools.TaskJson.type;

import behflow.api.audit.query.ListTaskHistory;
import behflow.api.audit.query.TaskHistory;
import behflow.api.task.Priority;
import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import behflow.gateway.audit.EventResponse;
import behflow.gateway.audit.EventResponses;
import behflow.gateway.chat.tools.Tool.Hints;
import behflow.gateway.kernel.QueryDoor;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
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
    private static final int EVENTS = 50;
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
    private final QueryDoor queries;
    private final EventResponses events;
    private final Clock clock;

    TaskReadingTools(Tasks tasks, QueryDoor queries, EventResponses events, Clock clock) {
        this.tasks = tasks;
        this.queries = queries;
        this.events = events;
        this.clock = clock;
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
                                page(turn, arguments, tasks.list(turn, arguments.query(Map.of("tag", "tag"))))),
                reads(
                        "task_statistics",
                        "Count tasks",
                        "How many tasks there are: by status, priority and tag, overdue, and due today.",
                        List.of(),
                        object(
                                Map.of(
                                        "total",
                                        type("integer"),
                                        "overdue",
                                        type("integer"),
                                        "due_today",
                                        type("integer"),
                                        "by_status",
                                        counts(),
                                        "by_priority",
                                        counts(),
                                        "by_tag",
                                        counts()),
                                "total",
                                "overdue",
                                "due_today",
                                "by_status",
                                "by_priority",
                                "by_tag"),
                        this::statistics),
                reads(
                        "group_tasks",
                        "Group tasks",
                        "List all live tasks grouped by status or priority.",
                        List.of(Parameter.text("by", "")
                                .of(List.of("status", "priority"))
                                .needed()),
                        object(
                                Map.of(
                                        "by",
                                        type("string"),
                                        "groups",
                                        array(object(
                                                Map.of(
                                                        "value",
                                                        type("string"),
                                                        "count",
                                                        type("integer"),
                                                        "tasks",
                                                        array(taskSchema())),
                                                "value",
                                                "count",
                                                "tasks"))),
                                "by",
                                "groups"),
                        this::groups),
                reads(
                        "task_history",
                        "History of a task",
                        "What happened to a task, who did it and why; its last 50 events, oldest first.",
                        List.of(Parameter.text("task_id", "").needed()),
                        object(
                                Map.of(
                                        "task",
                                        taskSchema(),
                                        "events",
                                        array(object(
                                                Map.of(
                                                        "version",
                                                        type("integer"),
                                                        "at",
                                                        type("string"),
                                                        "type",
                                                        type("string"),
                                                        "actor",
                                                        type("string"),
                                                        "correlation_id",
                                                        type("string"),
                                                        "changes",
                                                        type("object")),
                                                "version",
                                                "at",
                                                "type",
                                                "actor",
                                                "correlation_id",
                                                "changes"))),
                                "task",
                                "events"),
                        this::history));
    }

    private static Tool reads(
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

    private ObjectNode statistics(Turn turn, Arguments arguments) {
        List<TaskState> all = tasks.all(turn);
        Instant now = clock.instant();
        LocalDate today = now.atZone(turn.caller().zone()).toLocalDate();
        ObjectNode result = Arguments.JSON.createObjectNode();
        result.put("total", all.size());
        result.put("overdue", all.stream().filter(task -> overdue(task, now)).count());
        result.put(
                "due_today",
                all.stream()
                        .filter(task -> task.status() != TaskStatus.COMPLETED)
                        .filter(task -> task.dueDate() != null
                                && task.dueDate()
                                        .atZone(turn.caller().zone())
                                        .toLocalDate()
                                        .equals(today))
                        .count());
        result.set("by_status", count(all, task -> List.of(task.status().wire())));
        result.set("by_priority", count(all, task -> List.of(task.priority().wire())));
        result.set("by_tag", count(all, task -> task.tags() == null ? List.of() : task.tags()));
        return result;
    }

    private static boolean overdue(TaskState task, Instant now) {
        return task.status() != TaskStatus.COMPLETED
                && task.dueDate() != null
                && task.dueDate().isBefore(now);
    }

    private static ObjectNode count(List<TaskState> tasks, Function<TaskState, List<String>> keys) {
        Map<String, Long> counts = tasks.stream()
                .flatMap(task -> keys.apply(task).stream())
                .collect(Collectors.groupingBy(key -> key, TreeMap::new, Collectors.counting()));
        return Arguments.JSON.valueToTree(counts);
    }

    private ObjectNode groups(Turn turn, Arguments arguments) {
        boolean byStatus = "status".equals(arguments.text("by"));
        Map<String, List<TaskState>> groups = new LinkedHashMap<>();
        (byStatus ? STATUSES : PRIORITIES).forEach(value -> groups.put(value, new ArrayList<>()));
        for (TaskState task : tasks.all(turn)) {
            groups.get(byStatus ? task.status().wire() : task.priority().wire()).add(task);
        }
        ArrayNode array = Arguments.JSON.createArrayNode();
        groups.forEach((value, members) -> {
            ObjectNode group = array.addObject();
            group.put("value", value);
            group.put("count", members.size());
            List<TaskState> shown = members.stream().limit(LISTED).toList();
            shown.forEach(turn::touched);
            group.set("tasks", TaskJson.of(shown, turn.caller().zone()));
        });
        ObjectNode result = Arguments.JSON.createObjectNode();
        result.put("by", byStatus ? "status" : "priority");
        result.set("groups", array);
        return result;
    }

    private ObjectNode history(Turn turn, Arguments arguments) {
        TaskState task = tasks.own(turn, arguments.id("task_id"));
        TaskHistory history = queries.ask(
                new ListTaskHistory(task.taskId(), Math.max(0, task.version() - EVENTS + 1), EVENTS),
                TaskHistory.class);
        turn.touched(task);
        ArrayNode array = Arguments.JSON.createArrayNode();
        for (EventResponse event : events.of(history.events(), false, false)) {
            ObjectNode node = array.addObject();
            node.put("version", event.sequence());
            node.put("at", event.timestamp());
            node.put("type", event.type());
            node.put("actor", event.actor().kind());
            node.put("correlation_id", event.cause().correlationId());
            node.set("changes", Arguments.JSON.valueToTree(event.changes()));
        }
        ObjectNode result = Arguments.JSON.createObjectNode();
        result.set("task", TaskJson.of(task, turn.caller().zone()));
        result.set("events", array);
        return result;
    }
}
