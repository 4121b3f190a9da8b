package behflow.gateway.chat.agent;

import behflow.api.kernel.RejectedException;
import behflow.gateway.chat.tools.Parameter;
import behflow.gateway.chat.tools.Tool;
import behflow.gateway.chat.tools.ToolCatalogue;
import behflow.gateway.chat.tools.Turn;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import dev.langchain4j.service.tool.ToolExecutor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The tools as LangChain4j takes them, for one turn. */
final class ToolBridge {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** More than a message asks for. What they answer is sent to the model again with each round. */
    static final int CALLS = 100;

    private static final String TOO_MANY =
            "This was not done: there were %d calls in this turn already. Tell the user what is left to do."
                    .formatted(CALLS);

    private ToolBridge() {}

    /** Arguments as JSON, so that neither blanks nor the order of fields make a difference; what is none, as it is. */
    private record Call(String tool, Object arguments) {
        static Call of(Tool tool, String arguments) {
            try {
                return new Call(tool.name(), JSON.readTree(arguments.isBlank() ? "{}" : arguments));
            } catch (JacksonException e) {
                return new Call(tool.name(), arguments.strip());
            }
        }
    }

    /**
     * A call that a model makes twice in one turn is made once: it gets the same answer again. What is refused is an answer
     * too; anything else that a tool throws is a fault and ends the turn.
     */
    static Map<ToolSpecification, ToolExecutor> tools(
            ToolCatalogue catalogue, Turn turn, @Nullable ToolGuard guard, Listener listener) {
        Map<ToolSpecification, ToolExecutor> tools = new LinkedHashMap<>();
        Map<Call, String> answers = new HashMap<>();
        AtomicInteger calls = new AtomicInteger();
        for (Tool tool : catalogue.conversational()) {
            tools.put(specification(tool), (request, memoryId) -> {
                if (calls.incrementAndGet() > CALLS) {
                    return error(TOO_MANY);
                }
                String arguments = request.arguments() == null ? "" : request.arguments();
                Call call = Call.of(tool, arguments);
                String answer = answers.get(call);
                if (answer == null) {
                    String objection = guard == null ? null : guard.objection(tool, arguments);
                    answer = objection == null ? call(catalogue, tool, arguments, turn) : error(objection);
                    listener.tool(tool.name(), objection == null ? turn.lastOutcome() : "refused");
                    if (objection == null && !tool.hints().readOnly()) {
                        answers.put(call, answer);
                    }
                }
                return answer;
            });
        }
        return tools;
    }

    private static String call(ToolCatalogue catalogue, Tool tool, String arguments, Turn turn) {
        try {
            return catalogue.call(tool, arguments, turn).toString();
        } catch (RejectedException e) {
            return error(e.detail());
        }
    }

    static String error(String detail) {
        return ToolResult.json(Map.of("error", detail));
    }

    private static ToolSpecification specification(Tool tool) {
        JsonObjectSchema.Builder schema = JsonObjectSchema.builder();
        tool.parameters().forEach(parameter -> schema.addProperty(parameter.name(), schema(parameter)));
        schema.required(tool.parameters().stream()
                        .filter(Parameter::required)
                        .map(Parameter::name)
                        .toList())
                .additionalProperties(false);
        return ToolSpecification.builder()
                .name(tool.name())
                .description(tool.description())
                .parameters(schema.build())
                .build();
    }

    private static JsonSchemaElement schema(Parameter parameter) {
        String description = parameter.description().isEmpty() ? null : parameter.description();
        return switch (parameter.kind()) {
            case FLAG -> JsonBooleanSchema.builder().description(description).build();
            case NUMBER -> JsonIntegerSchema.builder().description(description).build();
            case TEXT -> text(parameter, description);
            case TEXTS ->
                JsonArraySchema.builder()
                        .description(description)
                        .items(text(parameter, null))
                        .build();
        };
    }

    private static JsonSchemaElement text(Parameter parameter, @Nullable String description) {
        return parameter.choices().isEmpty()
                ? JsonStringSchema.builder().description(description).build()
                : JsonEnumSchema.builder()
                        .description(description)
                        .enumValues(parameter.choices())
                        .build();
    }
}
