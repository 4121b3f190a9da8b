package behflow.gateway.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.HttpApi;
import behflow.HttpApi.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A user's POSTs with a key, and what is kept of them. */
abstract class KeyedRequestsIT extends BehflowIT {

    static final String KEY = "Idempotency-Key";
    static final String REPLAYED = "Idempotency-Replayed";
    static final String TASKS = "/api/v1/tasks";
    static final String CHANGES = "/api/v1/changes/";
    static final String MILK = "{\"name\": \"Buy milk\", \"tags\": [\"home\"]}";
    static final String BREAD = "{\"name\": \"Buy bread\"}";

    final JdbcClient jdbc = JdbcClient.create(database().dataSource());
    HttpApi api;
    String key;

    @BeforeEach
    void newUser() {
        api = HttpApi.newUser(baseUrl());
        key = UUID.randomUUID().toString();
    }

    Answer post(String path, String body) {
        return api.post(path, body, KEY, key, "Accept", "application/json, text/event-stream");
    }

    void assertUnanswered(Answer answer, Answer first) {
        answer.expect(409);
        assertThat(answer.header("X-Correlation-Id")).isEqualTo(first.header("X-Correlation-Id"));
        assertThat(answer.header(REPLAYED)).isNull();
        api.get(CHANGES + answer.header("X-Correlation-Id")).expect(200);
    }

    List<String> names() {
        return api.get(TASKS)
                .expect(200)
                .json()
                .at("/tasks")
                .valueStream()
                .map(task -> task.path("name").stringValue())
                .toList();
    }

    long rows(String which) {
        return jdbc.sql("select count(*) from request_key where owner_id = ?::uuid and " + which)
                .param(api.userId())
                .query(Long.class)
                .single();
    }

    void set(String what) {
        assertThat(jdbc.sql("update request_key set " + what + " where owner_id = ?::uuid")
                        .param(api.userId())
                        .update())
                .isOne();
    }

    static void until(BooleanSupplier condition) {
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(end);
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }
}
