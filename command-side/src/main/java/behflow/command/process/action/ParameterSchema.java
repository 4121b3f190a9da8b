package behflow.command.process.action;

import behflow.api.kernel.FieldError;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of an action: describes itself as JSON Schema (draft 2020-12) and checks what a client sends. Unknown
 * parameters are ignored, as unknown fields are everywhere, unless it is {@linkplain #closed() closed}.
 */
public final class ParameterSchema {

    private final List<Parameter> parameters;
    private final boolean closed;

    private ParameterSchema(List<Parameter> parameters, boolean closed) {
        this.parameters = List.copyOf(parameters);
        this.closed = closed;
    }

    public static ParameterSchema of(Parameter... parameters) {
        return new ParameterSchema(List.of(parameters), false);
    }

    /** The same, with unknown parameters refused: for a filter of what is to be changed, which a misspelt one would widen. */
    ParameterSchema closed() {
        return new ParameterSchema(parameters, true);
    }

    /**
     * @param description one plain sentence
     * @param standard    what an absent one means; null for nothing
     */
    public record Parameter(
            String name,
            ParameterType type,
            String description,
            boolean required,
            @Nullable Object standard) {

        public static Parameter required(String name, ParameterType type, String description) {
            return new Parameter(name, type, description, true, null);
        }

        public static Parameter optional(String name, ParameterType type, String description) {
            return new Parameter(name, type, description, false, null);
        }

        public static Parameter optional(String name, ParameterType type, Object standard, String description) {
            return new Parameter(name, type, description, false, standard);
        }
    }

    /** As JSON Schema. */
    public Map<String, Object> jsonSchema() {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            Map<String, Object> property = new LinkedHashMap<>(parameter.type().schema());
            property.put("description", parameter.description());
            if (parameter.standard() != null) {
                property.put("default", parameter.standard());
            }
            properties.put(parameter.name(), property);
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put(
                "required",
                parameters.stream()
                        .filter(Parameter::required)
                        .map(Parameter::name)
                        .toList());
        if (closed) {
            schema.put("additionalProperties", false);
        }
        return schema;
    }

    /**
     * The parameters that are known, each as its type stores it; absent ones stay absent.
     *
     * @param path of the object that holds them, for messages
     * @throws RejectedException INVALID naming every parameter that breaks a rule
     */
    public Map<String, Object> check(String path, Map<String, ?> raw) {
        Map<String, Object> checked = new LinkedHashMap<>();
        List<FieldError> errors = new ArrayList<>();
        for (Parameter parameter : parameters) {
            String field = path + "." + parameter.name();
            boolean present = raw.containsKey(parameter.name())
                    && (raw.get(parameter.name()) != null || parameter.type().nullable());
            if (!present && parameter.required()) {
                errors.add(new FieldError(field, field + " is required."));
            } else if (present) {
                try {
                    checked.put(parameter.name(), parameter.type().check(field, raw.get(parameter.name())));
                } catch (RejectedException e) {
                    errors.addAll(e.errors().isEmpty() ? List.of(new FieldError(field, e.detail())) : e.errors());
                }
            }
        }
        List<String> known = parameters.stream().map(Parameter::name).toList();
        if (closed && !known.containsAll(raw.keySet())) {
            errors.add(new FieldError(path, path + " has no other fields than " + String.join(", ", known) + "."));
        }
        if (!errors.isEmpty()) {
            throw new RejectedException(RejectionCode.INVALID, errors.get(0).message(), errors, null);
        }
        return Collections.unmodifiableMap(checked);
    }
}
