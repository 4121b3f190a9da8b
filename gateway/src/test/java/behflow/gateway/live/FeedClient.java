package behflow.gateway.live;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of the feed that breaks off after some events, again and again, and resumes after the last one that it has. It
 * notes whatever it is given.
 */
abstract class FeedClient implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    final String base;
    final String token;
    private final Random random;
    private final List<Long> seen = new ArrayList<>();
    private final Thread thread;
    private volatile int connections;
    private volatile boolean ending;

    private FeedClient(String base, String token, long seed) {
        this.base = base;
        this.token = token;
        this.random = new Random(seed);
        this.thread = new Thread(this::run, toString());
    }

    /** By server-sent events and {@code Last-Event-ID}. */
    static FeedClient ofEvents(String base, String token, long seed) {
        return started(new Events(base, token, seed));
    }

    /** By WebSocket and {@code after}. */
    static FeedClient ofSocket(String base, String token, long seed) {
        return started(new Socket(base, token, seed));
    }

    private static FeedClient started(FeedClient client) {
        client.thread.start();
        return client;
    }

    /** Reads on after {@code last} until it has so many events, or the connection ends. */
    abstract void read(long last, int events)
            throws IOException, InterruptedException, ExecutionException, TimeoutException;

    private void run() {
        while (!ending) {
            connections++;
            try {
                read(last(), random.nextInt(3, 30));
            } catch (IOException | ExecutionException | TimeoutException broken) {
                FeedFaultsIT.pause(50);
            } catch (InterruptedException closed) {
                return;
            }
        }
    }

    synchronized void see(long position) {
        seen.add(position);
        notifyAll();
    }

    private synchronized long last() {
        return seen.isEmpty() ? 0 : seen.get(seen.size() - 1);
    }

    synchronized List<Long> seen() {
        return List.copyOf(seen);
    }

    int connections() {
        return connections;
    }

    /** Returns when it has seen the position, or after so many seconds. */
    synchronized void await(long position, int seconds) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (last() < position && System.nanoTime() < deadline) {
            wait(20);
        }
    }

    @Override
    public void close() throws InterruptedException {
        ending = true;
        thread.interrupt();
        thread.join(10_000);
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + " of " + base;
    }

    private static final class Events extends FeedClient {

        Events(String base, String token, long seed) {
            super(base, token, seed);
        }

        @Override
        void read(long last, int events) throws IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/api/v1/events/stream"))
                    .header("Authorization", token)
                    .header("Last-Event-ID", Long.toString(last))
                    .build();
            HttpResponse<InputStream> response = HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() != 200) {
                    throw new IOException("status " + response.statusCode());
                }
                BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
                int read = 0;
                for (String line = lines.readLine(); read < events && line != null; line = lines.readLine()) {
                    if (line.startsWith("id:")) {
                        see(Long.parseLong(line.substring(3).strip()));
                        read++;
                    }
                }
            }
        }
    }

    private static final class Socket extends FeedClient {

        Socket(String base, String token, long seed) {
            super(base, token, seed);
        }

        @Override
        void read(long last, int events) throws InterruptedException, ExecutionException, TimeoutException {
            Listener listener = new Listener(this, events);
            WebSocket socket = HTTP.newWebSocketBuilder()
                    .buildAsync(URI.create(base.replace("http://", "ws://") + "/ws/faults"), listener)
                    .get(10, TimeUnit.SECONDS);
            try {
                socket.sendText("{\"type\": \"auth\", \"token\": \"" + token + "\", \"after\": " + last + "}", true)
                        .get(10, TimeUnit.SECONDS);
                listener.ended.get();
            } finally {
                listener.abort();
                socket.abort();
            }
        }
    }

    private static final class Listener implements WebSocket.Listener {

        private final FeedClient client;
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private final StringBuilder text = new StringBuilder();
        private int left;

        Listener(FeedClient client, int events) {
            this.client = client;
            this.left = events;
        }

        synchronized void abort() {
            left = 0;
        }

        @Override
        public synchronized CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                JsonNode frame = JSON.readTree(text.toString());
                text.setLength(0);
                // The first frame only says from where the others come.
                if (left > 0 && !frame.at("/type").stringValue("").equals("feed.ready")) {
                    client.see(frame.get("sequence").longValue());
                    if (--left == 0) {
                        ended.complete(null);
                    }
                }
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            ended.completeExceptionally(new IOException("closed with " + status));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            ended.completeExceptionally(error);
        }
    }
}
