package behflow.gateway.chat.tools;

import behflow.api.task.TaskState;
import behflow.gateway.kernel.Instants;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tasks as models see them, and the JSON Schema of that. Text in them is data. */
final class TaskJson {

    /** Code points of a description that a model is shown. */
    private static final int DESCRIPTION = 500;

    private TaskJson() {}

    static ObjectNode of(TaskState task, ZoneId zone) {
        ObjectNode node = Arguments.JSON.createObjectNode();
        node.put("task_id", task.taskId().toString());
        node.put("name", task.name());
        node.put("status", task.status().wire());
        node.put("priority", task.priority().wire());
        if (task.dueDate() != null) {
            node.put("due_date", Instants.seconds(task.dueDate()));
            node.put("due_local", task.dueDate().atZone(zone).toLocalDateTime().toString());
        }
        if (task.tags() != null && !task.tags().isEmpty()) {
            node.set("tags", Arguments.JSON.valueToTree(task.tags()));
        }
        if (task.description() != null && !task.description().isBlank()) {
            node.put("description", cut(task.description()));
        }
        return node;
    }

    static ArrayNode of(List<TaskState> tasks, ZoneId zone) {
        ArrayNode array = Arguments.JSON.createArrayNode();
        tasks.forEach(task -> array.add(of(task, zone)));
        return array;
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= DESCRIPTION
                ? text
                : text.substring(0, text.offsetByCodePoints(0, DESCRIPTION)) + "…";
    }

    /** A task in a dry run of its creation has no id. */
    static Map<String, Object> taskSchema() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("task_id", type("string"));
        properties.put("name", type("string", "null"));
        for (String text : List.of("status", "priority", "due_date", "due_local", "description")) {
            properties.put(text, type("string"));
        }
        properties.put("tags", array(type("string")));
        return object(properties, "name", "status", "priority");
    }

    /** What a change answers. */
    static Map<String, Object> changeSchema() {
        return object(
                Map.of(
                        "outcome",
                        Map.of("type", "string", "enum", List.of("done", "dry_run", "needs_confirmation")),
                        "correlation_id",
                        type("string"),
                        "tasks",
                        array(taskSchema())),
                "outcome",
                "tasks");
    }

    static Map<String, Object> listSchema() {
        return object(Map.of("count", type("integer"), "tasks", array(taskSchema())), "count", "tasks");
    }

    static Map<String, Object> type(String... types) {
        return Map.of("type", types.length == 1 ? types[0] : List.of(types));
    }

    static Map<String, Object> array(Map<String, Object> items) {
        return Map.of("type", "array", "items", items);
    }

    static Map<String, Object> counts() {
        return Map.of("type", "object", "additionalProperties", type("integer"));
    }

    static Map<String, Object> object(Map<String, Object> properties, String... required) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("required", new ArrayList<>(List.of(required)));
        schema.put("additionalProperties", false);
        return schema;
    }

    /** The answer of a change. */
    static ObjectNode change(String outcome, @Nullable Object correlationId, ArrayNode tasks) {
        ObjectNode node = Arguments.JSON.createObjectNode();
        node.put("outcome", outcome);
        if (correlationId != null) {
            node.put("correlation_id", correlationId.toString());
        }
        node.set("tasks", tasks);
        return node;
    }
}
