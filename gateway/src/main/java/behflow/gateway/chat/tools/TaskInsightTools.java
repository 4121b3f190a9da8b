package behflow.gateway.chat.tools;

import static behflow.gateway.chat.tools.TaskJson.array;
import static behflow.gateway.chat.tools.TaskJson.counts;
import static behflow.gateway.chat.tools.TaskJson.object;
import static behflow.gateway.chat.tools.TaskJson.taskSchema;
import static behflow.gateway.chat.tools.TaskJson.type;

import behflow.api.audit.query.ListTaskHistory;
import behflow.api.audit.query.TaskHistory;
import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import behflow.gateway.audit.EventResponse;
import behflow.gateway.audit.EventResponses;
import behflow.gateway.kernel.QueryDoor;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tools that read tasks as a whole, or what happened to one. */
@Component
class TaskInsightTools {

    private static final int LISTED = 50;
    private static final int EVENTS = 50;

    private final Tasks tasks;
    private final QueryDoor queries;
    private final EventResponses events;
    private final Clock clock;

    TaskInsightTools(Tasks tasks, QueryDoor queries, EventResponses events, Clock clock) {
        this.tasks = tasks;
        this.queries = queries;
        this.events = events;
        this.clock = clock;
    }

    List<Tool> tools() {
        return List.of(
                TaskReadingTools.reads(
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
                TaskReadingTools.reads(
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
                TaskReadingTools.reads(
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
        (byStatus ? TaskReadingTools.STATUSES : TaskReadingTools.PRIORITIES)
                .forEach(value -> groups.put(value, new ArrayList<>()));
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
