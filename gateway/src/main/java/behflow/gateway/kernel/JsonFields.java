package behflow.gateway.kernel;

import behflow.api.kernel.FieldError;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.api.kernel.Text;
import behflow.api.task.To;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of a JSON object, read one by one. A field that breaks a rule is remembered and read as null; the reading ends
 * with all that was remembered. Null means absent, except where {@link #change} tells them apart.
 */
public final class JsonFields {

    private final ObjectNode object;
    private final ZoneId zone;
    private final List<FieldError> errors = new ArrayList<>();

    JsonFields(ObjectNode object, ZoneId zone) {
        this.object = object;
        this.zone = zone;
    }

    <T> T finish(Function<JsonFields, T> reader) {
        try {
            T request = reader.apply(this);
            if (errors.isEmpty()) {
                return request;
            }
        } catch (RejectedException e) {
            if (errors.isEmpty()) {
                throw e;
            }
            e.errors().stream()
                    .filter(error ->
                            errors.stream().noneMatch(known -> known.field().equals(error.field())))
                    .forEach(errors::add);
        } catch (Missing e) {
            // What was required and is missing has been remembered.
        }
        throw new RejectedException(RejectionCode.INVALID, errors.get(0).message(), errors, null);
    }

    /** Reads one value; its argument is never null. */
    public interface Reader<T> extends Function<JsonNode, T> {}

    /** A required field; ends the reading where it is missing or wrong, because nothing can be made without it. */
    public <T> T required(String field, Reader<T> reader) {
        T value = optional(field, reader);
        if (value == null) {
            present(field, null);
            throw new Missing();
        }
        return value;
    }

    /** A field that may be absent or null. */
    public <T> @Nullable T optional(String field, Reader<T> reader) {
        JsonNode node = object.get(field);
        return node == null || node.isNull() ? null : checked(field, node, reader);
    }

    /** A field of a partial change: absent is null, and null is {@code To(null)}. */
    public <T> @Nullable To<T> change(String field, Reader<T> reader) {
        JsonNode node = object.get(field);
        if (node == null) {
            return null;
        }
        if (node.isNull()) {
            return new To<>(null);
        }
        T value = checked(field, node, reader);
        return value == null ? null : new To<>(value);
    }

    /** Remembers that a required value is missing, unless it is known to be wrong. */
    public void present(String field, @Nullable Object value) {
        if (value == null && errors.stream().noneMatch(error -> error.field().equals(field))) {
            errors.add(new FieldError(field, field + " is required."));
        }
    }

    /** Ends the reading where anything was remembered. */
    public void check() {
        if (!errors.isEmpty()) {
            throw new Missing();
        }
    }

    /** Remembers an error that a caller has found. */
    public void error(String field, String message) {
        errors.add(new FieldError(field, message));
    }

    /** Any {@linkplain Text#wellFormed well-formed} text; {@code rule} normalises and checks it, and may throw INVALID. */
    public static Reader<String> text(String field, Function<String, String> rule) {
        return node -> rule.apply(string(field, node));
    }

    /** Text of a length in code points. */
    public static Reader<String> text(String field, int minimum, int maximum) {
        return node -> Text.of(field, string(field, node), minimum, maximum);
    }

    public static Reader<Boolean> bool(String field) {
        return node -> {
            if (!node.isBoolean()) {
                throw RejectedException.invalid(field, field + " must be true or false.");
            }
            return node.booleanValue();
        };
    }

    /** A whole number; {@code 1.0} is none. */
    public static Reader<Long> integer(String field, long minimum, long maximum) {
        return node -> {
            if (!node.isIntegralNumber()
                    || !node.canConvertToLong()
                    || node.longValue() < minimum
                    || node.longValue() > maximum) {
                throw RejectedException.invalid(
                        field, "%s must be a whole number from %d to %d.".formatted(field, minimum, maximum));
            }
            return node.longValue();
        };
    }

    /** One of a closed list, by its wire name. */
    public static <E> Reader<E> oneOf(String field, Function<String, Optional<E>> parse, List<String> allowed) {
        return node -> parse.apply(string(field, node))
                .orElseThrow(() -> RejectedException.invalid(field, mustBeOneOf(field, allowed)));
    }

    /** What is said of a value that is none of a closed list. */
    public static String mustBeOneOf(String field, List<String> allowed) {
        return "%s must be one of %s.".formatted(field, String.join(", ", allowed));
    }

    /** An instant, in any of the forms that {@link InstantReader} reads. */
    public Reader<Instant> instant(String field) {
        return node -> InstantReader.read(field, string(field, node), zone);
    }

    /** A list of texts; {@code rule} checks the list as a whole. */
    public static Reader<List<String>> texts(String field, Function<List<String>, List<String>> rule) {
        return node -> {
            if (!node.isArray()) {
                throw RejectedException.invalid(field, field + " must be a list of texts.");
            }
            List<String> values = new ArrayList<>();
            for (JsonNode element : node) {
                if (!element.isString()) {
                    throw RejectedException.invalid(field, field + " must be a list of texts.");
                }
                values.add(string(field, element));
            }
            return rule.apply(values);
        };
    }

    /** A nested object, read by its own fields; errors are named {@code outer.inner}. */
    public <T> Reader<T> object(String field, Function<JsonFields, T> reader) {
        return node -> {
            if (!(node instanceof ObjectNode inner)) {
                throw RejectedException.invalid(field, field + " must be an object.");
            }
            try {
                return new JsonFields(inner, zone).finish(reader);
            } catch (RejectedException e) {
                throw new RejectedException(
                        e.code(),
                        e.detail(),
                        e.errors().stream()
                                .map(error -> new FieldError(field + "." + error.field(), error.message()))
                                .collect(Collectors.toList()),
                        null);
            }
        };
    }

    /** The value as it is but for its text, which is well-formed; for what has a reader of its own. */
    public static Reader<JsonNode> any(String field) {
        return node -> {
            requireCleanText(field, node);
            return node;
        };
    }

    private static void requireCleanText(String field, JsonNode node) {
        if (node.isString()) {
            Text.wellFormed(field, node.stringValue());
        }
        node.propertyNames().forEach(name -> Text.wellFormed(field, name));
        node.forEach(child -> requireCleanText(field, child));
    }

    private <T> @Nullable T checked(String field, JsonNode node, Reader<T> reader) {
        try {
            return reader.apply(node);
        } catch (RejectedException e) {
            errors.addAll(e.errors().isEmpty() ? List.of(new FieldError(field, e.detail())) : e.errors());
            return null;
        }
    }

    private static String string(String field, JsonNode node) {
        if (!node.isString()) {
            throw RejectedException.invalid(field, field + " must be a text.");
        }
        return Text.wellFormed(field, node.stringValue());
    }

    /** Ends the reading of a body that lacks what it needs. */
    private static final class Missing extends RuntimeException {
        Missing() {
            super(null, null, false, false);
        }
    }
}
