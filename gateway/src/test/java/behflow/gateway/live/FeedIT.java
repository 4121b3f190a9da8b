package behflow.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.HttpApi;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One tail of the log with several transports: every event once, in order, and only one's own. */
class FeedIT extends BehflowIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @Autowired
    private FeedHub hub;

    private static void create(HttpApi api, int tasks) {
        IntStream.range(0, tasks)
                .parallel()
                .forEach(i ->
                        api.post("/api/v1/tasks", "{\"name\": \"T" + i + "\"}").expect(201));
    }

    @Test
    void givenEvents_whenPaged_thenGaplessOwnAndInOrder() {
        HttpApi api = HttpApi.newUser(baseUrl());
        create(api, 20);
        create(HttpApi.newUser(baseUrl()), 3);
        List<Long> positions = new ArrayList<>();
        long after = 0;
        while (true) {
            JsonNode page =
                    api.get("/api/v1/events?limit=7&after=" + after).expect(200).json();
            page.at("/events").forEach(event -> {
                positions.add(event.at("/position").longValue());
                assertThat(event.at("/actor/user_id").stringValue()).isEqualTo(api.userId());
                assertThat(event.at("/subject_id").isString()).isTrue();
                assertThat(event.at("/hash").stringValue()).hasSize(64);
            });
            if (page.at("/events").isEmpty()) {
                assertThat(page.at("/position").longValue()).isEqualTo(after);
                break;
            }
            after = page.at("/position").longValue();
        }
        assertThat(positions).isEqualTo(LongStream.rangeClosed(1, 21).boxed().toList());
        String lines = api.get("/api/v1/events?after=1", "Accept", "application/x-ndjson")
                .expect(200)
                .body();
        assertThat(lines.lines()).hasSize(20);
        assertThat(api.get("/api/v1/events?after=1", "Accept", "application/x-ndjson;q=0.1, application/json")
                        .expect(200)
                        .json()
                        .at("/events")
                        .size())
                .isEqualTo(20);
        api.get("/api/v1/events", "Accept", "application/x-ndjson;q=0").expect(406);
        assertThat(api.get("/api/v1/events", "Accept", "application/json;q=0, */*")
                        .expect(200)
                        .header("Content-Type"))
                .startsWith("application/x-ndjson");
        api.get("/api/v1/events?after=22").expect(409);
        api.get("/api/v1/events?after=-1").expect(400);
        api.get("/api/v1/events/stream?after=22").expect(409);
    }

    /** What one request holds in memory does not grow with what a client has written. */
    @Test
    void givenLargeEvents_whenPaged_thenPagesAreShorterAndMissNothing() {
        HttpApi api = HttpApi.newUser(baseUrl());
        String text = "\ud83d\ude00".repeat(9_999);
        String task = api.post("/api/v1/tasks", "{\"name\": \"A\"}").text("/task_id");
        for (int i = 0; i < 120; i++) {
            api.put("/api/v1/tasks/" + task, "{\"description\": \"" + text + i % 10 + "\"}")
                    .expect(200);
        }
        List<Long> positions = new ArrayList<>();
        int pages = 0;
        for (long after = 0, before = -1; after != before; pages++) {
            before = after;
            JsonNode page = api.get("/api/v1/events?limit=1000&after=" + after)
                    .expect(200)
                    .json();
            page.at("/events")
                    .forEach(event -> positions.add(event.at("/position").longValue()));
            after = page.at("/position").longValue();
        }
        assertThat(positions).isEqualTo(LongStream.rangeClosed(1, 122).boxed().toList());
        assertThat(pages).isGreaterThan(2);
        JsonNode first =
                api.get("/api/v1/tasks/" + task + "/history").expect(200).json();
        String cursor = first.at("/next_cursor").stringValue();
        JsonNode second = api.get("/api/v1/tasks/" + task + "/history?cursor=" + cursor)
                .expect(200)
                .json();
        assertThat(first.at("/events").size()).isLessThan(121);
        assertThat(second.at("/events/0/sequence").longValue())
                .isEqualTo(first.at("/events").size());
    }

    @Test
    void givenStream_whenResumed_thenNothingSkippedOrRepeated() throws Exception {
        HttpApi api = HttpApi.newUser(baseUrl());
        create(api, 5);
        List<Long> seen = new ArrayList<>();
        readStream(api, "0", 3, seen);
        create(api, 10);
        readStream(api, Long.toString(seen.get(seen.size() - 1)), 13, seen);
        assertThat(seen).isEqualTo(LongStream.rangeClosed(1, 16).boxed().toList());
    }

    /** A silent log's stream begins at once, and what ends one is its end: nothing is added to its events. */
    @Test
    void givenStreams_whenTheSessionEnds_thenTheyHaveBegunAndEndWithoutAnythingElse() throws Exception {
        HttpApi api = HttpApi.newUser(baseUrl());
        var silent = stream(api, "");
        var full = stream(api, "?after=0");
        assertThat(silent.statusCode()).isEqualTo(200);
        api.post("/logout", null).expect(204);
        assertThat(rest(silent)).isEqualTo(":after 1\n\n");
        assertThat(rest(full))
                .startsWith(":after 0\n\n")
                .contains("id:1\n")
                .endsWith("}\n\n")
                .doesNotContain("\"status\"");
    }

    @Test
    void givenHubThatWasStopped_whenStartedAgain_thenStreamsFlowAsBefore() throws Exception {
        HttpApi api = HttpApi.newUser(baseUrl());
        var before = stream(api, "");
        hub.stop();
        try {
            assertThat(rest(before)).isEqualTo(":after 1\n\n");
            api.get("/api/v1/events/stream").expect(503);
        } finally {
            hub.start();
        }
        List<Long> seen = new ArrayList<>();
        CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> {
            try {
                readStream(api, "1", 2, seen);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        create(api, 2);
        reading.get(30, TimeUnit.SECONDS);
        assertThat(seen).containsExactly(2L, 3L);
    }

    private HttpResponse<InputStream> stream(HttpApi api, String query) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl() + "/api/v1/events/stream" + query))
                .timeout(Duration.ofSeconds(5))
                .header("Authorization", api.token())
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofInputStream());
    }

    private static String rest(HttpResponse<InputStream> stream) throws Exception {
        return CompletableFuture.supplyAsync(() -> {
                    try (InputStream body = stream.body()) {
                        return new String(body.readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                })
                .get(15, TimeUnit.SECONDS);
    }

    private void readStream(HttpApi api, String lastId, int count, List<Long> seen) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl() + "/api/v1/events/stream"))
                .header("Authorization", api.token())
                .header("Last-Event-ID", lastId)
                .build();
        var response = CLIENT.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                int read = 0;
                for (String line = lines.readLine(); read < count && line != null; line = lines.readLine()) {
                    if (line.startsWith("id:")) {
                        seen.add(Long.parseLong(line.substring(3).strip()));
                        read++;
                    }
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        reading.get(30, TimeUnit.SECONDS);
    }

    @Test
    void givenSocket_whenTasksChange_thenFramesAreCloudEvents() throws Exception {
        HttpApi api = HttpApi.newUser(baseUrl());
        Socket socket = Socket.open(baseUrl(), "abc-123", api.token());
        assertThat(socket.next().at("/type").stringValue()).isEqualTo("feed.ready");
        String task = api.post("/api/v1/tasks", "{\"name\": \"A\"}").text("/task_id");
        create(HttpApi.newUser(baseUrl()), 1);
        api.post("/api/v1/chat", "{\"message\": \"hello\", \"session_id\": \"another\"}")
                .expect(200);
        api.post("/api/v1/chat", "{\"message\": \"hello\", \"session_id\": \"abc-123\"}")
                .expect(200);
        JsonNode frame = socket.next();
        assertThat(frame.at("/specversion").stringValue()).isEqualTo("1.0");
        assertThat(frame.at("/type").stringValue()).isEqualTo("task.created");
        assertThat(frame.at("/subject").stringValue()).isEqualTo(task);
        assertThat(frame.at("/sequence").longValue()).isEqualTo(2);
        assertThat(frame.at("/data/changes/name/to").stringValue()).isEqualTo("A");
        assertThat(socket.next().at("/type").stringValue()).isEqualTo("chat.session_started");
        assertThat(socket.next().at("/type").stringValue()).isEqualTo("chat.user_message_sent");
        assertThat(socket.next().at("/data/cause/chat_session_id").stringValue())
                .isEqualTo("abc-123");
        socket.close();
    }

    @Test
    void givenAuthFrame_whenAfterIsNamed_thenFromThere() throws Exception {
        HttpApi api = HttpApi.newUser(baseUrl());
        create(api, 3);
        Socket socket = Socket.open(baseUrl(), "s", null);
        socket.send("{\"type\": \"auth\", \"token\": \"" + api.token() + "\", \"after\": 2}");
        socket.next();
        assertThat(socket.next().at("/sequence").longValue()).isEqualTo(3);
        assertThat(socket.next().at("/sequence").longValue()).isEqualTo(4);
        api.post("/logout", null).expect(204);
        assertThat(socket.closed(6)).isEqualTo(4401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"after=2", "after=%32", "%61fter=2"})
    void givenUrl_whenAfterIsNamed_thenFromThereHoweverItIsWrittenAndTheTokenComes(String query) throws Exception {
        HttpApi api = HttpApi.newUser(baseUrl());
        create(api, 3);
        Socket inHandshake = Socket.open(baseUrl(), "s?" + query, api.token());
        Socket inFrame = Socket.open(baseUrl(), "s?" + query, null);
        inFrame.send("{\"type\": \"auth\", \"token\": \"" + api.token() + "\"}");
        for (Socket socket : List.of(inHandshake, inFrame)) {
            assertThat(socket.next().at("/type").stringValue()).isEqualTo("feed.ready");
            assertThat(socket.next().at("/sequence").longValue()).isEqualTo(3);
            socket.close();
        }
    }

    @Test
    void givenAuthFrame_whenNothingNamesAfter_thenFromNow() throws Exception {
        HttpApi api = HttpApi.newUser(baseUrl());
        create(api, 3);
        Socket socket = Socket.open(baseUrl(), "s", null);
        socket.send("{\"type\": \"auth\", \"token\": \"" + api.token() + "\"}");
        assertThat(socket.next().at("/type").stringValue()).isEqualTo("feed.ready");
        create(api, 1);
        assertThat(socket.next().at("/sequence").longValue()).isEqualTo(5);
        socket.close();
    }

    @Test
    void givenNoValidToken_whenConnected_thenClosed() throws Exception {
        Socket silent = Socket.open(baseUrl(), "s", null);
        Socket wrong = Socket.open(baseUrl(), "s", "nonsense");
        assertThat(wrong.closed(5)).isEqualTo(4401);
        Socket garbled = Socket.open(baseUrl(), "s", null);
        garbled.send("hello");
        assertThat(garbled.closed(5)).isEqualTo(4400);
        Socket beyond = Socket.open(baseUrl(), "s", null);
        beyond.send("{\"type\": \"auth\", \"token\": \""
                + HttpApi.newUser(baseUrl()).token() + "\", \"after\": 99}");
        assertThat(beyond.closed(5)).isEqualTo(4409);
        Socket negative = Socket.open(baseUrl(), "s", null);
        negative.send("{\"type\": \"auth\", \"token\": \""
                + HttpApi.newUser(baseUrl()).token() + "\", \"after\": -1}");
        assertThat(negative.closed(5)).isEqualTo(4400);
        assertThat(silent.closed(8)).isEqualTo(4401);
    }

    @Test
    void givenForeignOrigin_whenConnected_thenRefused() {
        HttpApi api = HttpApi.newUser(baseUrl());
        CompletableFuture<WebSocket> handshake = CLIENT.newWebSocketBuilder()
                .header("Authorization", api.token())
                .header("Origin", "https://elsewhere.example")
                .buildAsync(Socket.uri(baseUrl(), "s"), new Socket());
        assertThat(handshake).failsWithin(10, TimeUnit.SECONDS);
    }

    /** A client's end of a socket. */
    private static final class Socket implements WebSocket.Listener {
        private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder partial = new StringBuilder();
        private WebSocket socket;

        static URI uri(String base, String session) {
            return URI.create(base.replace("http://", "ws://") + "/ws/" + session);
        }

        static Socket open(String base, String session, String token) throws Exception {
            Socket listener = new Socket();
            WebSocket.Builder builder = CLIENT.newWebSocketBuilder();
            if (token != null) {
                builder.header("Authorization", token);
            }
            listener.socket = builder.buildAsync(uri(base, session), listener).get(10, TimeUnit.SECONDS);
            return listener;
        }

        void send(String text) throws Exception {
            socket.sendText(text, true).get(5, TimeUnit.SECONDS);
        }

        JsonNode next() throws InterruptedException {
            String frame = frames.poll(10, TimeUnit.SECONDS);
            assertThat(frame).as("a frame within 10 s").isNotNull();
            return JSON.readTree(frame);
        }

        int closed(int seconds) throws Exception {
            return closed.get(seconds, TimeUnit.SECONDS);
        }

        void close() {
            socket.abort();
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                frames.add(partial.toString());
                partial.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            closed.complete(statusCode);
            return null;
        }
    }
}
