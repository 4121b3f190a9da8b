package behflow.gateway.kernel.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import behflow.BehflowApplication;
import behflow.HttpApi;
import behflow.testing.DedicatedPostgres;
import behflow.testing.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A PostgreSQL that keeps its connections and says nothing, as behind a broken network or on a stopped machine. */
class SilentDatabaseIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static DedicatedPostgres postgres;
    private static ConfigurableApplicationContext service;

    private boolean frozen;
    private HttpApi api;

    @BeforeAll
    static void start() {
        postgres = TestDatabase.dedicated();
        service = new SpringApplicationBuilder(BehflowApplication.class)
                .registerShutdownHook(false)
                .run(
                        "--server.port=0",
                        "--management.server.port=0",
                        "--spring.datasource.url=" + postgres.jdbcUrl(),
                        "--spring.datasource.username=" + postgres.user(),
                        "--spring.datasource.password=" + postgres.password(),
                        "--spring.quartz.properties.org.quartz.scheduler.instanceName=silent",
                        // Sooner than in production; and a token is looked up longer than a socket waits for one.
                        "--spring.datasource.hikari.data-source-properties.socketTimeout=4",
                        "--spring.datasource.hikari.connection-timeout=7000");
    }

    @BeforeEach
    void newUser() {
        api = HttpApi.newUser(url("http", "local.server.port"));
    }

    @AfterEach
    void thaw() throws Exception {
        if (frozen) {
            postgres.thaw();
        }
        until("healthy again", () -> api.get("/health").status() == 200);
        api.get("/api/v1/tasks").expect(200);
    }

    @AfterAll
    static void stop() {
        service.close();
        postgres.close();
    }

    @Test
    void givenRequestInFlight_whenTheDatabaseFallsSilent_thenAnsweredWith503() throws Exception {
        try (Connection other = postgres.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table task_view in access exclusive mode");
            CompletableFuture<HttpApi.Answer> inFlight =
                    CompletableFuture.supplyAsync(() -> api.get("/api/v1/tasks?q=anything"));
            until("the request waits in the database", () -> waitsForALock(statement));
            freeze();
            HttpApi.Answer answer = inFlight.get(20, TimeUnit.SECONDS);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text("/detail")).isEqualTo("The database does not answer just now");
        }
    }

    @Test
    void givenSilence_whenManagementIsAsked_thenNotReadyWithinSeconds() throws Exception {
        freeze();
        Instant asked = Instant.now();
        assertThat(management("/actuator/health/readiness")).isEqualTo(503);
        assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(6));
        assertThat(management("/actuator/health/liveness")).isEqualTo(200);
    }

    @Test
    void givenSilence_whenWhatNeedsNoTokenIsAskedWithOne_thenAnsweredAsWithout() throws Exception {
        freeze();
        Instant asked = Instant.now();
        HttpApi.Answer health = api.get("/health").expect(503);
        assertThat(health.json().propertyNames()).containsExactly("status", "version", "timestamp");
        assertThat(health.text("/status")).isEqualTo("unhealthy");
        assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(6));
        api.get("/openapi.json").expect(200);
        api.get("/nowhere").expect(404);
        HttpApi.Answer tasks = api.get("/api/v1/tasks").expect(503);
        assertThat(tasks.text("/detail")).isEqualTo("The database does not answer just now");
        assertThat(tasks.header("Retry-After")).isNotNull();
        assertThatThrownBy(() -> HTTP.newWebSocketBuilder()
                        .header("Authorization", api.token())
                        .buildAsync(URI.create(url("ws", "local.server.port") + "/ws/s"), new WebSocket.Listener() {})
                        .get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(WebSocketHandshakeException.class)
                .cause()
                .extracting(e -> ((WebSocketHandshakeException) e).getResponse().statusCode())
                .isEqualTo(503);
    }

    @Test
    void givenSilence_whenASocketBringsItsToken_thenToldToTryAgainAndNotThatItIsInvalid() throws Exception {
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        WebSocket socket = HTTP.newWebSocketBuilder()
                .buildAsync(URI.create(url("ws", "local.server.port") + "/ws/s"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
                        closed.complete(status);
                        return null;
                    }
                })
                .get(10, TimeUnit.SECONDS);
        freeze();
        socket.sendText("{\"type\": \"auth\", \"token\": \"" + api.token() + "\"}", true)
                .get(5, TimeUnit.SECONDS);
        assertThat(closed.get(20, TimeUnit.SECONDS)).isEqualTo(1013);
    }

    private void freeze() throws InterruptedException {
        // Longer than a token that was found is used again.
        TimeUnit.MILLISECONDS.sleep(100);
        frozen = true;
        postgres.freeze();
    }

    private static boolean waitsForALock(Statement statement) throws Exception {
        try (ResultSet row = statement.executeQuery(
                "select count(*) from pg_locks where not granted and relation = 'task_view'::regclass")) {
            return row.next() && row.getInt(1) > 0;
        }
    }

    private static void until(String what, Callable<Boolean> condition) throws Exception {
        Instant end = Instant.now().plusSeconds(30);
        while (!condition.call()) {
            assertThat(Instant.now()).as(what).isBefore(end);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static int management(String path) throws Exception {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create(url("http", "local.management.port") + path))
                                .timeout(Duration.ofSeconds(30))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static String url(String scheme, String port) {
        return scheme + "://localhost:" + service.getEnvironment().getProperty(port);
    }
}
