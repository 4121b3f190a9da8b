package behflow;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client that knows HTTP and JSON and nothing of the service's code. Each answer it gets must be one that the service's own
 * description has.
 */
public final class HttpApi {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String base;
    private final @Nullable String token;
    private final @Nullable String userId;

    private HttpApi(String base, @Nullable String token, @Nullable String userId) {
        this.base = base;
        this.token = token;
        this.userId = userId;
    }

    /** Without a token. */
    public static HttpApi anonymous(String base) {
        return new HttpApi(base, null, null);
    }

    /** A new user of a random name, logged in. */
    public static HttpApi newUser(String base) {
        return newUser(base, "user-" + UUID.randomUUID().toString().substring(0, 18));
    }

    public static HttpApi newUser(String base, String username) {
        HttpApi anonymous = anonymous(base);
        anonymous.post("/register", """
                        {"username": "%s", "password": "securepass123", "name": "John", "lastname": "Doe"}""".formatted(username)).expect(200);
        return login(base, username, "securepass123");
    }

    public static HttpApi login(String base, String username, String password) {
        Answer login = anonymous(base)
                .post("/login", "{\"username\": \"%s\", \"password\": \"%s\"}".formatted(username, password))
                .expect(200);
        return new HttpApi(base, login.text("/token"), login.text("/user/user_id"));
    }

    public HttpApi withToken(@Nullable String other) {
        return new HttpApi(base, other, userId);
    }

    public String token() {
        return String.valueOf(token);
    }

    public String userId() {
        return String.valueOf(userId);
    }

    public Answer get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    public Answer post(String path, @Nullable String body, String... headers) {
        return send("POST", path, body, headers);
    }

    public Answer put(String path, @Nullable String body, String... headers) {
        return send("PUT", path, body, headers);
    }

    public Answer delete(String path, String... headers) {
        return send("DELETE", path, null, headers);
    }

    public Answer send(String method, String path, @Nullable String body, String... headers) {
        return sendBytes(method, path, body == null ? null : body.getBytes(StandardCharsets.UTF_8), headers);
    }

    public Answer sendBytes(String method, String path, byte @Nullable [] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(60))
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        if (body != null) {
            request.setHeader("Content-Type", "application/json");
        }
        if (token != null) {
            request.setHeader("Authorization", token);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<String> response =
                    CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            ApiDocument.of(base)
                    .check(
                            method,
                            path,
                            response.statusCode(),
                            response.headers().firstValue("Content-Type").orElse(null),
                            response.body());
            return new Answer(method + " " + path, response);
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + " got no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** An answer, with its JSON by pointer. */
    public record Answer(String request, HttpResponse<String> response) {

        public int status() {
            return response.statusCode();
        }

        public String body() {
            return response.body();
        }

        public JsonNode json() {
            return JSON.readTree(response.body());
        }

        /** @param pointer for example {@code /tasks/0/name} */
        public String text(String pointer) {
            JsonNode node = json().at(pointer);
            if (!node.isString()) {
                throw new AssertionError("No text at " + pointer + " in " + body());
            }
            return node.stringValue();
        }

        public @Nullable String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        public Answer expectAnyOf(int one, int other) {
            return status() == other ? this : expect(one);
        }

        public Answer expect(int status) {
            if (status() != status) {
                throw new AssertionError("%s: expected %d, got %d %s".formatted(request, status, status(), body()));
            }
            return this;
        }
    }
}
