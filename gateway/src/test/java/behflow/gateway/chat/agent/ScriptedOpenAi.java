package behflow.gateway.chat.agent;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The wire protocol of OpenAI's chat completions. */
final class ScriptedOpenAi extends ScriptedProvider {

    ScriptedOpenAi(Script script, Long seed, long hangMillis) throws IOException {
        super(
                "/chat/completions",
                script,
                seed,
                hangMillis,
                List.of("429", "500", "hang", "garbage", "nothing", "cut"));
    }

    @Override
    String name() {
        return "openai";
    }

    @Override
    String objection(HttpExchange exchange, JsonNode request) {
        return "Bearer key".equals(exchange.getRequestHeaders().getFirst("Authorization")) ? "" : "No key";
    }

    @Override
    List<JsonNode> results(JsonNode request) {
        List<JsonNode> results = new ArrayList<>();
        for (JsonNode message : request.path("messages")) {
            String role = message.path("role").asString("");
            if (role.equals("user")) {
                results.clear();
            } else if (role.equals("tool")) {
                results.add(JSON.readTree(message.path("content").asString("")));
            }
        }
        return results;
    }

    @Override
    String whole(Answer answer) {
        ObjectNode root = JSON.createObjectNode();
        root.put("id", "chatcmpl-1")
                .put("object", "chat.completion")
                .put("created", 1)
                .put("model", "scripted");
        ObjectNode choice = root.putArray("choices").addObject();
        choice.put("index", 0).put("finish_reason", answer.calls().isEmpty() ? "stop" : "tool_calls");
        ObjectNode message = choice.putObject("message");
        message.put("role", "assistant");
        if (answer.calls().isEmpty()) {
            message.put("content", answer.text());
        } else {
            message.putNull("content");
            ArrayNode array = message.putArray("tool_calls");
            for (Call call : answer.calls()) {
                ObjectNode node = array.addObject().put("id", nextCallId()).put("type", "function");
                node.putObject("function").put("name", call.tool()).put("arguments", call.arguments());
            }
        }
        usage(root);
        return root.toString();
    }

    private static void usage(ObjectNode root) {
        root.putObject("usage")
                .put("prompt_tokens", 100)
                .put("completion_tokens", 20)
                .put("total_tokens", 120);
    }

    /** Text in pieces of a few characters; each call's arguments in two pieces. */
    @Override
    String streamed(Answer answer) {
        StringBuilder out = new StringBuilder();
        delta(out, JSON.createObjectNode().put("role", "assistant").put("content", ""), null);
        for (int i = 0; i < answer.text().length(); i += 7) {
            String piece = answer.text().substring(i, Math.min(answer.text().length(), i + 7));
            delta(out, JSON.createObjectNode().put("content", piece), null);
        }
        for (int i = 0; i < answer.calls().size(); i++) {
            Call call = answer.calls().get(i);
            int half = call.arguments().length() / 2;
            ObjectNode first = JSON.createObjectNode();
            ObjectNode node = first.putArray("tool_calls").addObject();
            node.put("index", i).put("id", nextCallId()).put("type", "function");
            node.putObject("function")
                    .put("name", call.tool())
                    .put("arguments", call.arguments().substring(0, half));
            delta(out, first, null);
            ObjectNode second = JSON.createObjectNode();
            second.putArray("tool_calls")
                    .addObject()
                    .put("index", i)
                    .putObject("function")
                    .put("arguments", call.arguments().substring(half));
            delta(out, second, null);
        }
        delta(out, JSON.createObjectNode(), answer.calls().isEmpty() ? "stop" : "tool_calls");
        ObjectNode last = chunk();
        last.putArray("choices");
        usage(last);
        return out.append("data: ").append(last).append("\n\ndata: [DONE]\n\n").toString();
    }

    private static ObjectNode chunk() {
        return JSON.createObjectNode()
                .put("id", "chatcmpl-1")
                .put("object", "chat.completion.chunk")
                .put("created", 1)
                .put("model", "scripted");
    }

    private static void delta(StringBuilder out, ObjectNode delta, String finish) {
        ObjectNode root = chunk();
        ObjectNode choice = root.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.put("finish_reason", finish);
        out.append("data: ").append(root).append("\n\n");
    }

    @Override
    ObjectNode error(int status) {
        ObjectNode root = JSON.createObjectNode();
        root.putObject("error").put("message", "The server had an error").put("type", "server_error");
        return root;
    }
}
