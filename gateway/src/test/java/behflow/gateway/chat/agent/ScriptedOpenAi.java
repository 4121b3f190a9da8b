package behflow.gateway.chat.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A server that speaks the wire protocol of OpenAI's chat completions on loopback, whole and streamed. What it answers is a
 * script's matter; before a right answer it fails as a seed has it, at most twice in a row: 429, 500, once a hang beyond the
 * client's patience, cut off in the middle, no JSON, nothing said.
 */
final class ScriptedOpenAi implements AutoCloseable {

    /** What the model says or calls. */
    record Answer(String text, List<Call> calls) {
        static Answer say(String text) {
            return new Answer(text, List.of());
        }

        static Answer call(Call... calls) {
            return new Answer("", List.of(calls));
        }
    }

    /** @param arguments as the model writes them, well-formed or not */
    record Call(String tool, String arguments) {}

    /** The results of tools in this turn, in order; of a request that failed before the same ones again. */
    interface Script extends Function<List<JsonNode>, Answer> {}

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Script script;
    private final Random random;
    private final long hang;
    private final List<String> requests = new ArrayList<>();
    private int faultsInARow;
    private boolean hung;
    private int calls;

    /** @param seed null for no faults at all */
    ScriptedOpenAi(Script script, Long seed, long hangMillis) throws IOException {
        this.script = script;
        this.random = seed == null ? null : new Random(seed);
        this.hang = hangMillis;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/chat/completions", this::handle);
        server.start();
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** Bodies, in order. */
    synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            JsonNode request = JSON.readTree(body);
            String fault;
            synchronized (this) {
                requests.add(body);
                fault = fault();
            }
            boolean stream = request.path("stream").asBoolean(false);
            switch (fault) {
                case "429" -> error(exchange, 429, "Rate limit reached");
                case "500" -> error(exchange, 500, "The server had an error");
                case "hang" -> {
                    TimeUnit.MILLISECONDS.sleep(hang);
                    error(exchange, 503, "Too late");
                }
                case "garbage" -> send(exchange, 200, "application/json", "<html>not json</html>");
                case "nothing" ->
                    send(
                            exchange,
                            200,
                            stream ? "text/event-stream" : "application/json",
                            stream ? "data: [DONE]\n\n" : whole(Answer.say("")));
                default -> answer(exchange, script.apply(results(request)), stream, fault.equals("cut"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String fault() {
        if (random == null || faultsInARow == 2 || random.nextInt(10) < 5) {
            faultsInARow = 0;
            return "";
        }
        faultsInARow++;
        String fault =
                List.of("429", "500", "hang", "garbage", "nothing", "cut").get(random.nextInt(6));
        if (fault.equals("hang") && hung) {
            return "500";
        }
        hung |= fault.equals("hang");
        return fault;
    }

    private static List<JsonNode> results(JsonNode request) {
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

    private void answer(HttpExchange exchange, Answer answer, boolean stream, boolean cut) throws IOException {
        String body = stream ? streamed(answer) : whole(answer);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", stream ? "text/event-stream" : "application/json");
        exchange.sendResponseHeaders(200, stream ? 0 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes, 0, cut ? bytes.length / 2 : bytes.length);
            out.flush();
        } catch (IOException e) {
            // Cut off, or the client has lost patience: both are meant.
        }
    }

    private synchronized String id() {
        return "call_" + ++calls;
    }

    private String whole(Answer answer) {
        ObjectNode root = JSON.createObjectNode();
        root.put("id", "chatcmpl-1")
                .put("object", "chat.completion")
                .put("created", 1)
                .put("model", "scripted");
        ObjectNode choice = root.putArray("choices").addObject();
        choice.put("index", 0).put("finish_reason", answer.calls.isEmpty() ? "stop" : "tool_calls");
        ObjectNode message = choice.putObject("message");
        message.put("role", "assistant");
        if (answer.calls.isEmpty()) {
            message.put("content", answer.text);
        } else {
            message.putNull("content");
            ArrayNode array = message.putArray("tool_calls");
            for (Call call : answer.calls) {
                ObjectNode node = array.addObject().put("id", id()).put("type", "function");
                node.putObject("function").put("name", call.tool).put("arguments", call.arguments);
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
    private String streamed(Answer answer) {
        StringBuilder out = new StringBuilder();
        delta(out, JSON.createObjectNode().put("role", "assistant").put("content", ""), null);
        for (int i = 0; i < answer.text.length(); i += 7) {
            String piece = answer.text.substring(i, Math.min(answer.text.length(), i + 7));
            delta(out, JSON.createObjectNode().put("content", piece), null);
        }
        for (int i = 0; i < answer.calls.size(); i++) {
            Call call = answer.calls.get(i);
            int half = call.arguments.length() / 2;
            ObjectNode first = JSON.createObjectNode();
            ObjectNode node = first.putArray("tool_calls").addObject();
            node.put("index", i).put("id", id()).put("type", "function");
            node.putObject("function").put("name", call.tool).put("arguments", call.arguments.substring(0, half));
            delta(out, first, null);
            ObjectNode second = JSON.createObjectNode();
            second.putArray("tool_calls")
                    .addObject()
                    .put("index", i)
                    .putObject("function")
                    .put("arguments", call.arguments.substring(half));
            delta(out, second, null);
        }
        delta(out, JSON.createObjectNode(), answer.calls.isEmpty() ? "stop" : "tool_calls");
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

    private static void error(HttpExchange exchange, int status, String message) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.putObject("error").put("message", message).put("type", "server_error");
        send(exchange, status, "application/json", root.toString());
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
