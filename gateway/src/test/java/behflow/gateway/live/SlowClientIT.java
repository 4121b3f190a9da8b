package behflow.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.HttpApi;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Clients that open a connection and then read nothing of it, over real sockets. */
class SlowClientIT extends BehflowIT {

    private static final int CONNECTIONS_PER_USER = 5;
    private static final int DESCRIPTIONS = 120;
    private static final int DESCRIPTION_LENGTH = 9_990;
    /** Each event says what the description was and what it is: far more than the buffers between both ends take. */
    private static final int LOG_BYTES = DESCRIPTIONS * 2 * DESCRIPTION_LENGTH * 4;

    @Autowired
    private FeedHub hub;

    @Test
    void givenClientsThatReadNothing_whenTheLimitIsOver_thenTheyAreEndedAndMakeRoom() throws Exception {
        HttpApi api = HttpApi.newUser(baseUrl());
        String description = "\ud83d\ude00".repeat(DESCRIPTION_LENGTH);
        String task = api.post("/api/v1/tasks", "{\"name\": \"A\"}").text("/task_id");
        for (int i = 0; i < DESCRIPTIONS; i++) {
            api.put("/api/v1/tasks/" + task, "{\"description\": \"" + description + i + "\"}")
                    .expect(200);
        }
        Duration limit = hub.sendLimit();
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS_PER_USER; i++) {
                silent.add(i % 2 == 0 ? socket(api) : stream(api));
            }
            awaitStream(api, 429);
            hub.sendLimit(Duration.ofSeconds(1));
            awaitStream(api, 200);
            for (Socket client : silent) {
                assertThat(remaining(client)).isLessThan(LOG_BYTES);
            }
        } finally {
            hub.sendLimit(limit);
            for (Socket client : silent) {
                client.close();
            }
        }
    }

    /** What a new stream is answered with, within less time than the transports have as their limit. */
    private void awaitStream(HttpApi api, int expected) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl() + "/api/v1/events/stream"))
                .header("Authorization", api.token())
                .build();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        int status;
        do {
            TimeUnit.MILLISECONDS.sleep(200);
            HttpResponse<InputStream> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
            answer.body().close();
            status = answer.statusCode();
        } while (status != expected && System.nanoTime() < deadline);
        assertThat(status).isEqualTo(expected);
    }

    /** What was under way, up to the end or to the first pause. */
    private static long remaining(Socket client) throws IOException {
        client.setSoTimeout(3_000);
        byte[] buffer = new byte[64 * 1024];
        long bytes = 0;
        try {
            InputStream in = client.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                bytes += read;
            }
        } catch (SocketTimeoutException pause) {
            // A stream ends without its connection.
        } catch (IOException cut) {
            // So it may, where what was under way could not be delivered.
        }
        return bytes;
    }

    private Socket socket(HttpApi api) throws IOException {
        return request(
                "GET /ws/s?after=0 HTTP/1.1",
                api,
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==");
    }

    private Socket stream(HttpApi api) throws IOException {
        return request("GET /api/v1/events/stream?after=0 HTTP/1.1", api);
    }

    /** Reads one character of the answer and then no more. */
    private Socket request(String line, HttpApi api, String... headers) throws IOException {
        URI uri = URI.create(baseUrl());
        Socket client = new Socket();
        client.setReceiveBufferSize(4 * 1024);
        client.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
        String request = line + "\r\nHost: " + uri.getAuthority() + "\r\nAuthorization: " + api.token() + "\r\n"
                + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n") + "\r\n";
        client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        assertThat(client.getInputStream().read()).isEqualTo('H');
        return client;
    }
}
