package behflow.command.process.action;

import behflow.api.kernel.RejectedException;
import behflow.api.kernel.Text;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The type of one parameter. */
public interface ParameterType {

    /** As JSON Schema, without a description. */
    Map<String, Object> schema();

    /**
     * The value as it is stored.
     *
     * @throws RejectedException INVALID naming {@code field}
     */
    @Nullable
    Object check(String field, @Nullable Object raw);

    /** Whether null is a value, and another one than none. */
    default boolean nullable() {
        return false;
    }

    /** Text, its length in code points. */
    static ParameterType text(int minimum, int maximum) {
        return simple(schema("string", "minLength", minimum, "maxLength", maximum), (field, raw) -> {
            if (raw instanceof String text) {
                return Text.of(field, text, minimum, maximum);
            }
            throw RejectedException.invalid(field, field + " must be a text.");
        });
    }

    static ParameterType integer(long minimum, long maximum) {
        return simple(schema("integer", "minimum", minimum, "maximum", maximum), (field, raw) -> {
            if (raw instanceof Integer || raw instanceof Long || raw instanceof BigInteger) {
                BigDecimal number = new BigDecimal(raw.toString());
                if (number.compareTo(BigDecimal.valueOf(minimum)) >= 0
                        && number.compareTo(BigDecimal.valueOf(maximum)) <= 0) {
                    return number.longValueExact() == number.intValue()
                            ? (Object) number.intValue()
                            : (Object) number.longValueExact();
                }
            }
            throw RejectedException.invalid(
                    field, "%s must be a whole number from %d to %d.".formatted(field, minimum, maximum));
        });
    }

    static ParameterType bool() {
        return simple(schema("boolean"), (field, raw) -> {
            if (raw instanceof Boolean) {
                return raw;
            }
            throw RejectedException.invalid(field, field + " must be true or false.");
        });
    }

    /** This value, and no other. */
    static ParameterType only(Object value, String otherwise) {
        return simple(Map.of("const", value), (field, raw) -> {
            if (value.equals(raw)) {
                return raw;
            }
            throw RejectedException.invalid(field, field + otherwise);
        });
    }

    /** What would mean something elsewhere, and is not to be ignored here as if it had been heeded. */
    static ParameterType refused(String why) {
        return simple(Map.of("not", Map.of()), (field, raw) -> {
            throw RejectedException.invalid(field, field + why);
        });
    }

    static ParameterType oneOf(List<String> values) {
        return simple(schema("string", "enum", values), (field, raw) -> {
            if (raw instanceof String text && values.contains(text)) {
                return text;
            }
            throw RejectedException.invalid(field, field + " must be one of " + String.join(", ", values) + ".");
        });
    }

    /** Any of these values: a list, or a text with commas between them. Stored as a list. */
    static ParameterType anyOf(List<String> values) {
        ParameterType list = listOf(oneOf(values), values.size());
        return simple(schema("array", "items", oneOf(values).schema()), (field, raw) -> {
            if (raw instanceof String text) {
                return list.check(
                        field, Arrays.stream(text.split(",")).map(String::strip).toList());
            }
            return list.check(field, raw);
        });
    }

    static ParameterType listOf(ParameterType element, int maximum) {
        return simple(schema("array", "items", element.schema(), "maxItems", maximum), (field, raw) -> {
            if (raw instanceof List<?> list && list.size() <= maximum) {
                List<Object> checked = new ArrayList<>();
                for (Object value : list) {
                    checked.add(element.check(field, value));
                }
                return List.copyOf(checked);
            }
            throw RejectedException.invalid(field, "%s must be a list of at most %d values.".formatted(field, maximum));
        });
    }

    /** How long, as an ISO 8601 duration such as {@code PT24H}, {@code P3D} or {@code P1M}; not negative. */
    static ParameterType span() {
        return simple(schema("string", "format", "duration"), (field, raw) -> {
            if (raw instanceof String text
                    && Span.parse(text).filter(span -> !span.negative()).isPresent()) {
                return text;
            }
            throw RejectedException.invalid(field, field + " must be an ISO 8601 duration such as PT24H or P3D.");
        });
    }

    /** When: RFC 3339, a local date or date-time in the process's zone, or a duration from the time of the run. */
    static ParameterType time() {
        return simple(schema("string"), (field, raw) -> {
            if (raw instanceof String text && TimeValue.readable(text)) {
                return text;
            }
            throw RejectedException.invalid(
                    field,
                    field + " must be a time such as 2025-12-31T23:59:59Z, a date, or a duration from the run such as"
                            + " P1D.");
        });
    }

    static ParameterType object(ParameterSchema schema) {
        return simple(schema.jsonSchema(), (field, raw) -> {
            if (raw instanceof Map<?, ?> map) {
                Map<String, Object> fields = new LinkedHashMap<>();
                map.forEach((key, value) -> fields.put(String.valueOf(key), value));
                return schema.check(field, fields);
            }
            throw RejectedException.invalid(field, field + " must be an object.");
        });
    }

    /** The same, and null as a value of its own: it clears. */
    static ParameterType orNull(ParameterType type) {
        return new ParameterType() {
            @Override
            public Map<String, Object> schema() {
                Map<String, Object> schema = new LinkedHashMap<>(type.schema());
                schema.put("type", List.of(String.valueOf(schema.get("type")), "null"));
                return schema;
            }

            @Override
            public @Nullable Object check(String field, @Nullable Object raw) {
                return raw == null ? null : type.check(field, raw);
            }

            @Override
            public boolean nullable() {
                return true;
            }
        };
    }

    /** A check of a value that is there. */
    interface Check {
        Object check(String field, @Nullable Object raw);
    }

    private static ParameterType simple(Map<String, Object> schema, Check check) {
        return new ParameterType() {
            @Override
            public Map<String, Object> schema() {
                return schema;
            }

            @Override
            public Object check(String field, @Nullable Object raw) {
                return check.check(field, raw);
            }
        };
    }

    private static Map<String, Object> schema(String type, Object... more) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", type);
        for (int i = 0; i < more.length; i += 2) {
            schema.put(String.valueOf(more[i]), more[i + 1]);
        }
        return schema;
    }
}
