package behflow.gateway.docs;

import io.swagger.v3.oas.models.media.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes an example of a whole body from the examples of its fields, so that each is written once. Of what may be left out
 * it shows what has an example of its own.
 */
final class Examples {

    static final String UUID = "01931f2e-8000-7b33-9c44-6d7e8f9070aa";

    private static final int DEEPEST = 8;

    /** For text whose field has no example of its own: by the field's name. */
    private static final Map<String, Object> BY_NAME = Map.ofEntries(
            Map.entry("name", "Review documentation"),
            Map.entry("title", "Review project documentation"),
            Map.entry("username", "johndoe"),
            Map.entry("lastname", "Doe"),
            Map.entry("password", "securepass123"),
            Map.entry("current_password", "securepass123"),
            Map.entry("new_password", "even-more-secure-456"),
            Map.entry("timezone", "Europe/Berlin"),
            Map.entry("email", "john@example.org"),
            Map.entry("response", "I created \"Review project documentation\"."),
            Map.entry("content", "Create a task to review project documentation"),
            Map.entry("message", "1 task was moved to today."),
            Map.entry("session_id", "abc-123"),
            Map.entry("chat_session_id", "abc-123"),
            Map.entry("address", "203.0.113.7"),
            Map.entry("user_agent", "curl/8.5.0"),
            Map.entry("schedule", "30 7 * * *"),
            Map.entry("field", "priority"),
            Map.entry("reason", "The condition was not met."),
            Map.entry("tasks", UUID),
            Map.entry("undone_by", UUID),
            Map.entry("note", "behflow/" + UUID + "/" + UUID + "\n12\nn4bQ…\n\n— behflow/" + UUID + " yyRi…\n"),
            Map.entry("key", "behflow/" + UUID + "+cb246212+AaxT…"),
            Map.entry("hash", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
            Map.entry("next_cursor", "eyJrIjoi"),
            Map.entry("type", "task.created"),
            Map.entry("specversion", "1.0"),
            Map.entry("id", UUID),
            Map.entry("source", "/behflow/01931f2e-7c00-7a11-8b22-4c9d5e6f70aa"),
            Map.entry("subject", UUID),
            Map.entry("time", "2025-12-18T10:00:00.000000Z"),
            Map.entry("datacontenttype", "application/json"),
            Map.entry("from", "medium"),
            Map.entry("to", "high"),
            Map.entry("detail", "Error description"));

    private final Map<String, Schema> schemas;

    @SuppressWarnings("rawtypes")
    Examples(Map<String, Schema> schemas) {
        this.schemas = schemas;
    }

    /** Null where a schema says nothing. */
    @Nullable
    Object of(Schema<?> schema) {
        return of("", schema, 0);
    }

    private @Nullable Object of(String name, Schema<?> raw, int depth) {
        Schema<?> schema = resolved(raw);
        if (raw.getExample() != null) {
            return raw.getExample();
        }
        if (schema.getExample() != null) {
            return schema.getExample();
        }
        if (schema.getEnum() != null && !schema.getEnum().isEmpty()) {
            return schema.getEnum().get(0);
        }
        if (depth > DEEPEST) {
            return null;
        }
        Set<String> types = types(schema);
        if (schema.getProperties() != null && !schema.getProperties().isEmpty()) {
            return object(schema, depth);
        }
        if (types.contains("array") && schema.getItems() != null) {
            Object item = of(name, schema.getItems(), depth + 1);
            return item == null ? List.of() : List.of(item);
        }
        return simple(name, schema, types, depth);
    }

    private Map<String, Object> object(Schema<?> schema, int depth) {
        Map<String, Object> fields = new LinkedHashMap<>();
        List<String> required = schema.getRequired() == null ? List.of() : schema.getRequired();
        schema.getProperties().forEach((field, property) -> {
            if (required.isEmpty()
                    || required.contains(field)
                    || resolved(property).getExample() != null) {
                fields.put(field, of(field, property, depth + 1));
            }
        });
        return fields;
    }

    private @Nullable Object simple(String name, Schema<?> schema, Set<String> types, int depth) {
        if (types.contains("string")) {
            return text(name, schema, types.contains("null"));
        }
        if (types.contains("integer")) {
            return 1;
        }
        if (types.contains("number")) {
            return 1.5;
        }
        if (types.contains("boolean")) {
            return true;
        }
        if (schema.getAdditionalProperties() instanceof Schema<?> values) {
            Object value = of("", values, depth + 1);
            return value == null ? Map.of() : Map.of("priority", value);
        }
        return types.contains("object") ? Map.of() : null;
    }

    private static @Nullable Object text(String name, Schema<?> schema, boolean nullable) {
        String format = String.valueOf(schema.getFormat());
        return switch (format) {
            case "uuid" -> UUID;
            case "date-time" -> "2025-12-18T10:00:00.000000Z";
            case "date" -> "2025-12-18";
            default -> BY_NAME.containsKey(name) ? BY_NAME.get(name) : nullable ? null : "text";
        };
    }

    private static Set<String> types(Schema<?> schema) {
        if (schema.getTypes() != null) {
            return schema.getTypes();
        }
        return schema.getType() == null ? Set.of() : Set.of(schema.getType());
    }

    private Schema<?> resolved(Schema<?> schema) {
        if (schema.getAnyOf() != null && !schema.getAnyOf().isEmpty()) {
            return resolved(schema.getAnyOf().get(0));
        }
        String reference = schema.get$ref();
        if (reference == null) {
            return schema;
        }
        Schema<?> target = schemas.get(reference.substring(reference.lastIndexOf('/') + 1));
        return target == null ? schema : target;
    }
}
