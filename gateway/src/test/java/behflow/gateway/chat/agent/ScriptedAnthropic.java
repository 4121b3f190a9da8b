package behflow.gateway.chat.agent;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The wire protocol of Anthropic's messages: {@code tool_use} answered by {@code tool_result}, named events in a stream, 529
 * where it is overloaded. As the real one does, it refuses a conversation in which roles don't alternate or a call has no
 * result.
 */
final class ScriptedAnthropic extends ScriptedProvider {

    private static final Map<Integer, String> ERRORS =
            Map.of(400, "invalid_request_error", 429, "rate_limit_error", 500, "api_error", 529, "overloaded_error");

    /** No hangs: those are the client's matter, and another provider's tests have them. */
    ScriptedAnthropic(Script script, Long seed) throws IOException {
        super("/messages", script, seed, 0, List.of("429", "500", "529", "garbage", "nothing", "cut"));
    }

    @Override
    String name() {
        return "anthropic";
    }

    @Override
    String objection(HttpExchange exchange, JsonNode request) {
        if (!"key".equals(exchange.getRequestHeaders().getFirst("x-api-key"))) {
            return "No key";
        }
        if (exchange.getRequestHeaders().getFirst("anthropic-version") == null) {
            return "No version";
        }
        if (request.path("max_tokens").asInt(0) <= 0
                || !request.path("tools").at("/0/input_schema").isObject()) {
            return "No max_tokens, or tools without a schema";
        }
        String before = "";
        Set<String> open = new HashSet<>();
        for (JsonNode message : request.path("messages")) {
            String role = message.path("role").asString("");
            if (role.equals(before)) {
                return "Two messages of " + role;
            }
            before = role;
            Set<String> answered = new HashSet<>();
            message.path("content")
                    .forEach(block -> answered.add(block.path("tool_use_id").asString("")));
            if (!answered.containsAll(open)) {
                return "A call without a result";
            }
            open.clear();
            for (JsonNode block : message.path("content")) {
                if (block.path("type").asString("").equals("tool_use")) {
                    open.add(block.path("id").asString(""));
                    if (!block.path("input").isObject()) {
                        return "A call's input is an object";
                    }
                }
            }
        }
        return before.equals("user") ? "" : "The last message is not the user's";
    }

    @Override
    List<JsonNode> results(JsonNode request) {
        List<JsonNode> results = new ArrayList<>();
        for (JsonNode message : request.path("messages")) {
            for (JsonNode block : message.path("content")) {
                String type = block.path("type").asString("");
                if (type.equals("tool_result")) {
                    results.add(JSON.readTree(text(block.path("content"))));
                } else if (type.equals("text")
                        && message.path("role").asString("").equals("user")) {
                    results.clear();
                }
            }
        }
        return results;
    }

    private static String text(JsonNode content) {
        return content.isString()
                ? content.stringValue()
                : content.at("/0/text").asString("");
    }

    @Override
    String whole(Answer answer) {
        ObjectNode root = message();
        ArrayNode content = root.putArray("content");
        if (!answer.text().isEmpty()) {
            content.addObject().put("type", "text").put("text", answer.text());
        }
        for (Call call : answer.calls()) {
            ObjectNode block = content.addObject()
                    .put("type", "tool_use")
                    .put("id", nextCallId())
                    .put("name", call.tool());
            block.set("input", object(call.arguments()));
        }
        root.put("stop_reason", stop(answer)).putNull("stop_sequence");
        root.putObject("usage").put("input_tokens", 100).put("output_tokens", 20);
        return root.toString();
    }

    /** Whole answers hold objects only; what is not one is left out. */
    private static JsonNode object(String arguments) {
        try {
            return JSON.readTree(arguments);
        } catch (JacksonException e) {
            return JSON.createObjectNode();
        }
    }

    /** Text in pieces of a few characters; each call's arguments in two pieces. */
    @Override
    String streamed(Answer answer) {
        StringBuilder out = new StringBuilder();
        ObjectNode start = event("message_start");
        ObjectNode message = message();
        message.putArray("content");
        message.putNull("stop_reason");
        message.putObject("usage").put("input_tokens", 100).put("output_tokens", 1);
        start.set("message", message);
        append(out, start);
        append(out, event("ping"));
        int index = 0;
        if (!answer.text().isEmpty()) {
            ObjectNode block = JSON.createObjectNode().put("type", "text").put("text", "");
            List<ObjectNode> deltas = new ArrayList<>();
            for (int i = 0; i < answer.text().length(); i += 7) {
                String piece = answer.text().substring(i, Math.min(answer.text().length(), i + 7));
                deltas.add(JSON.createObjectNode().put("type", "text_delta").put("text", piece));
            }
            block(out, index++, block, deltas);
        }
        for (Call call : answer.calls()) {
            ObjectNode block = JSON.createObjectNode()
                    .put("type", "tool_use")
                    .put("id", nextCallId())
                    .put("name", call.tool());
            block.putObject("input");
            int half = call.arguments().length() / 2;
            block(
                    out,
                    index++,
                    block,
                    List.of(
                            json(call.arguments().substring(0, half)),
                            json(call.arguments().substring(half))));
        }
        ObjectNode end = event("message_delta");
        end.putObject("delta").put("stop_reason", stop(answer)).putNull("stop_sequence");
        end.putObject("usage").put("output_tokens", 20);
        append(out, end);
        append(out, event("message_stop"));
        return out.toString();
    }

    private static ObjectNode json(String piece) {
        return JSON.createObjectNode().put("type", "input_json_delta").put("partial_json", piece);
    }

    private static void block(StringBuilder out, int index, ObjectNode block, List<ObjectNode> deltas) {
        ObjectNode start = event("content_block_start").put("index", index);
        start.set("content_block", block);
        append(out, start);
        for (ObjectNode delta : deltas) {
            ObjectNode event = event("content_block_delta").put("index", index);
            event.set("delta", delta);
            append(out, event);
        }
        append(out, event("content_block_stop").put("index", index));
    }

    private static ObjectNode event(String type) {
        return JSON.createObjectNode().put("type", type);
    }

    private static void append(StringBuilder out, ObjectNode event) {
        out.append("event: ")
                .append(event.path("type").asString(""))
                .append("\ndata: ")
                .append(event)
                .append("\n\n");
    }

    private static ObjectNode message() {
        return JSON.createObjectNode()
                .put("id", "msg_1")
                .put("type", "message")
                .put("role", "assistant")
                .put("model", "scripted");
    }

    private static String stop(Answer answer) {
        return answer.calls().isEmpty() ? "end_turn" : "tool_use";
    }

    @Override
    ObjectNode error(int status) {
        ObjectNode root = JSON.createObjectNode().put("type", "error");
        root.putObject("error")
                .put("type", ERRORS.getOrDefault(status, "api_error"))
                .put("message", "The server had an error");
        return root;
    }
}
