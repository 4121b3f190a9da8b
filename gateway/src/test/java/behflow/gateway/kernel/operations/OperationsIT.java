package behflow.gateway.kernel.operations;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.HttpApi;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.jdbc.core.JdbcTemplate;

class OperationsIT extends BehflowIT {

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalManagementPort
    private int management;

    @Autowired
    private JdbcTemplate jdbc;

    @ParameterizedTest
    @ValueSource(strings = {"health", "health/liveness", "health/readiness"})
    void givenAHealthyService_whenManagementIsAsked_thenUp(String path) throws Exception {
        HttpResponse<String> answer = get("http://127.0.0.1:" + management + "/actuator/" + path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"status\":\"UP\"");
    }

    @Test
    void givenTheService_whenPrometheusScrapes_thenPoolAndRequestsAreAmongTheMetrics() throws Exception {
        get(baseUrl() + "/health");
        HttpResponse<String> answer = get("http://127.0.0.1:" + management + "/actuator/prometheus");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("hikaricp_connections{pool=\"behflow\"}", "jvm_memory_used_bytes");
    }

    @Test
    void givenWorkOfEachKind_whenPrometheusScrapes_thenItIsCountedWithoutAnybodysNames() throws Exception {
        HttpApi api = HttpApi.newUser(baseUrl());
        api.post("/api/v1/tasks", "{\"name\": \"marmalade\"}").expect(201);
        api.get("/api/v1/tasks").expect(200);
        api.post("/api/v1/chat", "{\"message\": \"add buy bread\"}").expect(200);
        String process = api.get("/api/v1/processes").expect(200).text("/processes/0/process_id");
        String action = api.get("/api/v1/processes").expect(200).text("/processes/0/action");
        api.post("/api/v1/processes/" + process + "/execute", null).expect(200);

        String metrics =
                get("http://127.0.0.1:" + management + "/actuator/prometheus").body();

        assertThat(metrics)
                .containsPattern("behflow_commands_seconds_count\\{command=\"CreateTask\",outcome=\"success\"} [1-9]")
                .containsPattern("behflow_events_appended_total\\{type=\"[^\"]+\"} [1-9]")
                .containsPattern("behflow_append_batch_units_count [1-9]")
                .containsPattern(
                        "behflow_process_runs_seconds_count\\{action=\"" + action + "\",outcome=\"success\"} [1-9]")
                .containsPattern("behflow_chat_turns_seconds_count\\{outcome=\"success\",provider=\"builtin\"} [1-9]")
                .containsPattern("behflow_append_queue \\d")
                .containsPattern("behflow_transaction_oldest_seconds \\d")
                .contains("behflow_live_connections", "behflow_follower_lag", "behflow_dead_letters")
                .doesNotContain(api.userId(), "marmalade", "bread");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator", "/actuator/health", "/actuator/prometheus", "/actuator/metrics"})
    void givenTheService_whenItsPublicPortIsAskedForManagement_thenNothingIsThere(String path) throws Exception {
        assertThat(get(baseUrl() + path).statusCode()).isIn(401, 404);
    }

    /** An external PostgreSQL has them from the pool, whatever its role was given. */
    @ParameterizedTest
    @CsvSource({"transaction_timeout,20s", "idle_in_transaction_session_timeout,20s", "lock_timeout,5s"})
    void givenASessionOfThePool_whenItsLimitsAreRead_thenTheyAreThePools(String setting, String value) {
        assertThat(jdbc.queryForObject("SELECT current_setting(?)", String.class, setting))
                .isEqualTo(value);
        assertThat(jdbc.queryForObject("SELECT source FROM pg_settings WHERE name = ?", String.class, setting))
                .isEqualTo("client");
    }

    /** A statement that its own limit ends must not be taken for silence. */
    @Test
    void givenASessionOfThePool_whenPostgresIsSilent_thenGivenUpSoonAfterTheLimitOfTransactions() {
        assertThat(jdbc.execute(Connection::getNetworkTimeout)).isEqualTo(25_000);
    }

    private HttpResponse<String> get(String address) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
