package behflow.api.process.query;

import java.util.List;
import java.util.Map;

/** Every action, by name. */
public record ActionDescriptions(List<Action> actions) {

    /**
     * @param description one plain sentence
     * @param parameters  a JSON Schema
     */
    public record Action(String name, String description, Map<String, Object> parameters) {}
}
