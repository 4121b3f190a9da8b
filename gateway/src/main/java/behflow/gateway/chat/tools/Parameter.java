package behflow.gateway.chat.tools;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One argument of a tool.
 *
 * @param name        snake case, as in the REST API
 * @param description for the model
 * @param choices     the only values, where not empty
 */
public record Parameter(String name, Kind kind, String description, boolean required, List<String> choices) {

    /** Entries of a list in one call. */
    static final int LIST_MAXIMUM = 1_000;

    /** What its value is in JSON. */
    public enum Kind {
        TEXT,
        TEXTS,
        FLAG,
        NUMBER
    }

    static Parameter text(String name, String description) {
        return new Parameter(name, Kind.TEXT, description, false, List.of());
    }

    static Parameter texts(String name, String description) {
        return new Parameter(name, Kind.TEXTS, description, false, List.of());
    }

    static Parameter flag(String name, String description) {
        return new Parameter(name, Kind.FLAG, description, false, List.of());
    }

    static Parameter number(String name, String description) {
        return new Parameter(name, Kind.NUMBER, description, false, List.of());
    }

    Parameter of(List<String> values) {
        return new Parameter(name, kind, description, required, values);
    }

    Parameter needed() {
        return new Parameter(name, kind, description, true, choices);
    }

    /** As JSON Schema. */
    public Map<String, Object> schema() {
        Map<String, Object> schema = new LinkedHashMap<>();
        Map<String, Object> value = kind == Kind.TEXTS ? new LinkedHashMap<>() : schema;
        value.put(
                "type",
                switch (kind) {
                    case TEXT, TEXTS -> "string";
                    case FLAG -> "boolean";
                    case NUMBER -> "integer";
                });
        if (!choices.isEmpty()) {
            value.put("enum", choices);
        }
        if (kind == Kind.TEXTS) {
            schema.put("type", "array");
            schema.put("items", value);
            schema.put("maxItems", LIST_MAXIMUM);
        }
        if (!description.isEmpty()) {
            schema.put("description", description);
        }
        return schema;
    }

    /** An object of these and nothing else, as JSON Schema. */
    static Map<String, Object> schema(List<Parameter> parameters) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (Parameter parameter : parameters) {
            properties.put(parameter.name, parameter.schema());
            if (parameter.required) {
                required.add(parameter.name);
            }
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("additionalProperties", false);
        return schema;
    }
}
