package behflow.command.process.trigger;

import behflow.api.kernel.RecordedEvent;
import behflow.api.task.TaskState;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a condition can look at.
 *
 * @param task   after the event; null where it is none of a task
 * @param before the same ahead of the event; null where it was not there yet
 */
record Facts(
        RecordedEvent event,
        @Nullable TaskState task,
        @Nullable TaskState before) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();
    private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};

    /** The variables of an expression. */
    Map<String, Object> variables() {
        Map<String, Object> variables = new HashMap<>();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", TriggerTypes.name(event.payload()));
        fields.put("timestamp", event.timestamp());
        fields.put("actor", event.origin().actor().wire());
        fields.put("position", event.position());
        fields.put("sequence", event.sequence());
        fields.put("data", JSON.convertValue(event.payload(), FIELDS));
        variables.put("event", fields);
        variables.put("task", fields(task));
        variables.put("before", fields(before));
        return variables;
    }

    /** A task's fields, by their names in the API; those that are not set are absent, so that {@code has} tells. */
    static Map<String, Object> fields(@Nullable TaskState task) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (task == null) {
            return fields;
        }
        fields.put("task_id", task.taskId().toString());
        fields.put("name", task.name() == null ? "" : task.name());
        fields.put("description", task.description() == null ? "" : task.description());
        fields.put("status", task.status().wire());
        fields.put("priority", task.priority().wire());
        if (task.dueDate() != null) {
            fields.put("due_date", task.dueDate());
        }
        fields.put("tags", task.tags() == null ? List.of() : task.tags());
        fields.put("version", task.version());
        fields.put("created_at", task.createdAt());
        fields.put("updated_at", task.updatedAt());
        if (task.completedAt() != null) {
            fields.put("completed_at", task.completedAt());
        }
        fields.put("deleted", task.deleted());
        return fields;
    }
}
