package behflow.gateway.chat.agent;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a tool has answered in this turn. */
record ToolResult(String tool, String json) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    JsonNode node() {
        try {
            return JSON.readTree(json);
        } catch (JacksonException e) {
            return JSON.createObjectNode().put("error", json);
        }
    }

    /** Why it was refused; null where it was not. */
    @Nullable
    String error() {
        JsonNode error = node().path("error");
        return error.isString() ? error.stringValue() : null;
    }

    /** The tasks in it. */
    List<JsonNode> tasks(String field) {
        List<JsonNode> tasks = new ArrayList<>();
        JsonNode found = node().path(field);
        if (found.isArray()) {
            found.forEach(tasks::add);
        } else if (found.isObject()) {
            tasks.add(found);
        }
        return tasks;
    }

    static String json(Object value) {
        return JSON.writeValueAsString(value);
    }
}
