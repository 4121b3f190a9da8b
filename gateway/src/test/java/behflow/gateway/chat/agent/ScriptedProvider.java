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
import tools.jackson.databind.node.ObjectNode;

/**
 * A server on loopback that speaks a provider's wire protocol, whole and streamed. What it answers is a script's matter;
 * before a right answer it fails as a seed has it, at most twice in a row: with the provider's errors, once a hang beyond the
 * client's patience, cut off in the middle, no JSON, nothing said.
 */
abstract class ScriptedProvider implements AutoCloseable {

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

    static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Script script;
    private final Random random;
    private final long hang;
    private final List<String> faults;
    private final List<String> requests = new ArrayList<>();
    private int faultsInARow;
    private boolean hung;
    private int calls;

    /**
     * @param path   under {@link #baseUrl}
     * @param seed   null for no faults at all
     * @param faults statuses of errors, {@code hang}, {@code garbage}, {@code nothing}, {@code cut}
     */
    ScriptedProvider(String path, Script script, Long seed, long hangMillis, List<String> faults) throws IOException {
        this.script = script;
        this.random = seed == null ? null : new Random(seed);
        this.hang = hangMillis;
        this.faults = faults;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1" + path, this::handle);
        server.start();
    }

    /** The name that {@code BEHFLOW_LLM_PROVIDER} has for it. */
    abstract String name();

    /** The results of tools since the user's last message. */
    abstract List<JsonNode> results(JsonNode request);

    abstract String whole(Answer answer);

    abstract String streamed(Answer answer);

    abstract ObjectNode error(int status);

    /** What is wrong with a request, if anything. */
    abstract String objection(HttpExchange exchange, JsonNode request);

    String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** Bodies, in order. */
    synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    synchronized String nextCallId() {
        return "call_" + ++calls;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            JsonNode request = JSON.readTree(body);
            String objection = objection(exchange, request);
            if (!objection.isEmpty()) {
                send(
                        exchange,
                        400,
                        "application/json",
                        error(400).put("why", objection).toString());
                return;
            }
            String fault;
            synchronized (this) {
                requests.add(body);
                fault = fault();
            }
            boolean stream = request.path("stream").asBoolean(false);
            switch (fault) {
                case "hang" -> {
                    TimeUnit.MILLISECONDS.sleep(hang);
                    send(exchange, 503, "application/json", error(503).toString());
                }
                case "garbage" -> send(exchange, 200, "application/json", "<html>not json</html>");
                case "", "nothing", "cut" -> {
                    Answer answer = fault.equals("nothing") ? Answer.say("") : script.apply(results(request));
                    answer(exchange, answer, stream, fault.equals("cut"));
                }
                default -> {
                    int status = Integer.parseInt(fault);
                    send(exchange, status, "application/json", error(status).toString());
                }
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
        String fault = faults.get(random.nextInt(faults.size()));
        if (fault.equals("hang") && hung) {
            return "500";
        }
        hung |= fault.equals("hang");
        return fault;
    }

    private void answer(HttpExchange exchange, Answer answer, boolean stream, boolean cut) throws IOException {
        String body = escaped(stream ? streamed(answer) : whole(answer));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", stream ? "text/event-stream" : "application/json");
        // With a length, so that half of it is a broken connection and not an end.
        exchange.sendResponseHeaders(200, stream && !cut ? 0 : bytes.length);
        OutputStream out = exchange.getResponseBody();
        try {
            out.write(bytes, 0, cut ? bytes.length / 2 : bytes.length);
            out.flush();
            if (!cut) {
                out.close();
            }
            // Of what is cut off only the exchange is closed: closing its body would keep the connection open.
        } catch (IOException e) {
            // The client has lost patience, as it is meant to.
        }
    }

    /** Halves of characters as JSON's escapes: bytes of UTF-8 have none. */
    private static String escaped(String json) {
        StringBuilder text = new StringBuilder();
        for (char c : json.toCharArray()) {
            text.append(Character.isSurrogate(c) ? "\\u%04x".formatted((int) c) : String.valueOf(c));
        }
        return text.toString();
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
