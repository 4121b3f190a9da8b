package behflow.gateway.chat.agent;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What waits for the user's word. It names tasks by id, never by text.
 *
 * @param action  delete, or change
 * @param taskIds the tasks
 * @param change  the body of a PUT as JSON; null for a deletion
 */
record Plan(String action, List<UUID> taskIds, @Nullable String change) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    String json() {
        return JSON.writeValueAsString(this);
    }

    static Plan of(String json) {
        return JSON.readValue(json, Plan.class);
    }
}
