package behflow.gateway.chat.tools;

import behflow.api.kernel.Ids;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.Text;
import behflow.gateway.kernel.JsonBody;
import behflow.gateway.kernel.JsonFields;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The arguments of one call, checked against the tool's parameters: none unknown, each of its kind. Null means absent. */
public final class Arguments {

    static final JsonMapper JSON = JsonMapper.builder().build();

    private final ObjectNode values;
    private final ZoneId zone;

    private Arguments(ObjectNode values, ZoneId zone) {
        this.values = values;
        this.zone = zone;
    }

    /**
     * Reads what a model has sent.
     *
     * @param json the arguments; blank for none
     * @param zone in which dates without an offset are meant
     * @throws RejectedException INVALID, saying what is wrong
     */
    static Arguments of(Tool tool, String json, ZoneId zone) {
        Map<String, Parameter> known =
                tool.parameters().stream().collect(Collectors.toMap(Parameter::name, Function.identity()));
        ObjectNode given;
        try {
            JsonNode node = JSON.readTree(json.isBlank() ? "{}" : json);
            if (!(node instanceof ObjectNode object)) {
                throw RejectedException.invalid("arguments", "The arguments must be a JSON object.");
            }
            given = object;
        } catch (JacksonException e) {
            throw RejectedException.invalid("arguments", "The arguments are not well-formed JSON.");
        }
        ObjectNode values = JSON.createObjectNode();
        for (Map.Entry<String, JsonNode> entry : given.properties()) {
            Parameter parameter = known.get(entry.getKey());
            if (parameter == null) {
                throw RejectedException.invalid("arguments", unknown(tool, known));
            }
            if (!entry.getValue().isNull()) {
                check(parameter, entry.getValue());
                values.set(entry.getKey(), entry.getValue());
            }
        }
        for (Parameter parameter : tool.parameters()) {
            if (parameter.required() && !values.has(parameter.name())) {
                throw RejectedException.invalid(parameter.name(), parameter.name() + " is required.");
            }
        }
        return new Arguments(values, zone);
    }

    private static String unknown(Tool tool, Map<String, Parameter> known) {
        return known.isEmpty()
                ? tool.name() + " takes no arguments."
                : "%s takes no other arguments than %s."
                        .formatted(
                                tool.name(),
                                tool.parameters().stream().map(Parameter::name).collect(Collectors.joining(", ")));
    }

    private static void check(Parameter parameter, JsonNode value) {
        boolean fits = switch (parameter.kind()) {
            case TEXT -> value.isString();
            case TEXTS -> value.isArray() && value.valueStream().allMatch(JsonNode::isString);
            case FLAG -> value.isBoolean();
            case NUMBER -> value.isIntegralNumber() && value.canConvertToInt();
        };
        if (!fits) {
            String kind = switch (parameter.kind()) {
                case TEXT -> "a text";
                case TEXTS -> "a list of texts";
                case FLAG -> "true or false";
                case NUMBER -> "a whole number";
            };
            throw RejectedException.invalid(parameter.name(), parameter.name() + " must be " + kind + ".");
        }
        // Some of it is stored as it came, in what waits for the user's word.
        (value.isArray() ? value.valueStream() : Stream.of(value))
                .filter(JsonNode::isString)
                .forEach(text -> Text.wellFormed(parameter.name(), text.stringValue()));
        if (value.isArray() && value.size() > Parameter.LIST_MAXIMUM) {
            throw RejectedException.invalid(
                    parameter.name(),
                    "%s can have at most %d entries in one call.".formatted(parameter.name(), Parameter.LIST_MAXIMUM));
        }
        if (!parameter.choices().isEmpty()
                && !(value.isArray() ? value.valueStream() : Stream.of(value))
                        .allMatch(one -> parameter.choices().contains(one.stringValue()))) {
            throw RejectedException.invalid(
                    parameter.name(), JsonFields.mustBeOneOf(parameter.name(), parameter.choices()));
        }
    }

    boolean has(String name) {
        return values.has(name);
    }

    boolean flag(String name) {
        return values.path(name).asBoolean(false);
    }

    @Nullable
    String text(String name) {
        JsonNode value = values.get(name);
        return value == null ? null : value.stringValue();
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        values.path(name).forEach(value -> texts.add(value.stringValue()));
        return texts;
    }

    int number(String name, int otherwise, int minimum, int maximum) {
        JsonNode value = values.get(name);
        int number = value == null ? otherwise : value.intValue();
        if (number < minimum || number > maximum) {
            throw RejectedException.invalid(
                    name, "%s must be a whole number from %d to %d.".formatted(name, minimum, maximum));
        }
        return number;
    }

    /** Ids in the order given, without repetition; a malformed one is of no task. */
    List<UUID> ids(String name) {
        List<UUID> ids = texts(name).stream()
                .distinct()
                .map(id -> Ids.parse(id).orElseThrow(RejectedException::notFound))
                .toList();
        if (ids.isEmpty()) {
            throw RejectedException.invalid(name, name + " must name at least one task.");
        }
        return ids;
    }

    UUID id(String name) {
        return Ids.parse(String.valueOf(text(name))).orElseThrow(RejectedException::notFound);
    }

    /** Some of them, read as the REST API reads a body. */
    <T> T body(List<String> names, Function<JsonFields, T> reader) {
        ObjectNode body = JSON.createObjectNode();
        names.stream().filter(values::has).forEach(name -> body.set(name, values.get(name)));
        for (String cleared : texts("clear")) {
            body.putNull(cleared);
        }
        return JsonBody.read(JSON.writeValueAsBytes(body), zone, reader);
    }

    /** As the list's query parameters. */
    MultiValueMap<String, String> query(Map<String, String> parameterOf) {
        MultiValueMap<String, String> query = new LinkedMultiValueMap<>();
        parameterOf.forEach((name, parameter) -> {
            JsonNode value = values.get(name);
            if (value == null) {
                return;
            }
            if (value.isArray()) {
                value.forEach(one -> query.add(parameter, one.stringValue()));
            } else if (!value.asString().isBlank()) {
                query.add(parameter, value.asString());
            }
        });
        return query;
    }

    /** The same, to be tried out only. */
    Arguments dry() {
        return new Arguments(values.deepCopy().put(TaskChangingTools.DRY_RUN, true), zone);
    }

    /** All of them but the flags that say how, for doing the same later. */
    ObjectNode same() {
        return values.deepCopy().without(List.of(TaskChangingTools.DRY_RUN, TaskChangingTools.CONFIRMED));
    }
}
