package behflow.gateway.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.DatabaseDump;
import behflow.HttpApi;
import behflow.HttpApi.Answer;
import behflow.RawHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A POST with a key, sent again: carried out once, and answered as the first time. */
class IdempotencyIT extends KeyedRequestsIT {

    private static final List<String> SAID = List.of("Content-Type", "Location", "ETag", "X-Correlation-Id");

    @Test
    void givenEachKindOfPost_whenSentAgain_thenTheFirstAnswerByteForByteAndNothingMoreInTheLog() {
        String task = twice(TASKS, MILK, 201).text("/task_id");
        api.put(TASKS + "/" + task, BREAD).expect(200);
        twice(TASKS + "/" + task + "/revert", "{\"version\": 0}", 200);
        Answer deleted = api.delete(TASKS + "/" + task).expect(204);
        twice(TASKS + "/" + task + "/restore", null, 200);
        twice(CHANGES + deleted.header("X-Correlation-Id") + "/revert", "{\"dry_run\": true}", 200);
        twice(CHANGES + deleted.header("X-Correlation-Id") + "/revert", null, 200);
        twice(TASKS + "/parse", "{\"text\": \"call mom tomorrow\"}", 200);
        twice("/api/v1/chat", "{\"message\": \"add buy eggs\"}", 200);
        String process = twice("/api/v1/processes", """
                        {"name": "Weekly", "trigger_type": "event_based", "action": "create_task",
                        "parameters": {"name": "Plan the week"}, "event_filter": {"types": ["task.deleted"]}}""", 201).text("/process_id");
        twice("/api/v1/processes/" + process + "/execute?dry_run=true", null, 200);
        twice(
                "/api/v1/processes/" + process + "/backtest",
                "{\"from\": \"" + Instant.now().minusSeconds(60) + "\"}",
                200);
        Answer run = twice("/api/v1/processes/" + process + "/execute", null, 200);
        twice("/api/v1/processes/" + process + "/executions/" + run.text("/execution_id") + "/cancel", null, 200);

        assertThat(names())
                .containsOnlyOnce("Buy milk")
                .containsOnlyOnce("buy eggs")
                .containsOnlyOnce("Plan the week");
        assertThat(api.get("/api/v1/processes/" + process + "/executions")
                        .json()
                        .at("/executions")
                        .size())
                .isOne();
    }

    @Test
    void givenToolsOfAnotherAssistant_whenCalledAgain_thenCarriedOutOnce() {
        twice("/mcp", call("create_task", "{\"name\": \"Buy milk\"}"), 200);
        twice(
                "/mcp",
                call(
                        "repeat_task",
                        "{\"name\": \"Water plants\", \"recurrence\": \"FREQ=DAILY\", \"due_date\": \"" + Instant.now()
                                + "\"}"),
                200);

        assertThat(names()).containsExactlyInAnyOrder("Buy milk", "Water plants");
    }

    /** Its status is 200, also where the database was away. */
    @Test
    void givenAToolThatRefuses_whenCalledAgain_thenItIsTriedAgain() {
        String restore = call("restore_task", "{\"task_id\": \"" + UUID.randomUUID() + "\"}");
        for (String refused : List.of(restore, "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"no/such\"}")) {
            Answer first = post("/mcp", refused).expect(200);
            assertThat(first.json().has("error")
                            || first.json().at("/result/isError").asBoolean(false))
                    .as(first.body())
                    .isTrue();
            assertThat(post("/mcp", refused).expect(200).header(REPLAYED)).isNull();
            assertThat(rows("true")).isZero();
        }

        String create = call("create_task", "{\"name\": \"Buy milk\"}");
        Answer created = post("/mcp", create).expect(200);
        assertThat(created.header(REPLAYED)).isNull();
        assertThat(post("/mcp", create).expect(200).header(REPLAYED)).isEqualTo("true");
        assertThat(names()).containsExactly("Buy milk");
    }

    private static String call(String tool, String arguments) {
        return """
                {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "%s", "arguments": %s}}""".formatted(tool, arguments);
    }

    @Test
    void givenATurnThatIsStreamed_whenSentAgain_thenTheWholeStreamAgain() {
        Answer turn = twice("/api/v1/chat/stream", "{\"message\": \"add buy bread\", \"session_id\": \"s\"}", 200);

        assertThat(turn.header("Content-Type")).startsWith("text/event-stream");
        assertThat(turn.body()).contains("event: delta").contains("event: tool").contains("event: reply");
        assertThat(names()).containsExactly("buy bread");
        assertThat(api.get("/api/v1/chat/sessions/s/messages")
                        .json()
                        .at("/messages")
                        .size())
                .isEqualTo(2);
    }

    @Test
    void givenAClientThatLeaves_whenItSendsItsTurnAgain_thenItGetsAllOfTheStream() throws IOException {
        String body = "{\"message\": \"add buy bread\", \"session_id\": \"s\"}";
        RawHttp.sendAndLeave(baseUrl(), raw("/api/v1/chat/stream", KEY + ": " + key + "\r\n", body));
        until(() -> rows("status = 200") == 1);

        Answer again = post("/api/v1/chat/stream", body).expect(200);

        assertThat(again.header(REPLAYED)).isEqualTo("true");
        assertThat(again.body())
                .contains("event: delta")
                .contains("event: reply")
                .endsWith("\n\n");
        assertThat(names()).containsExactly("buy bread");
    }

    @Test
    void givenAKey_whenAnotherBodyOrPathOrQueryComesWithIt_then422() {
        String task = post(TASKS, MILK).expect(201).text("/task_id");

        Answer refused = post(TASKS, BREAD).expect(422);
        assertThat(refused.text("/detail")).isEqualTo("This Idempotency-Key was used with another request");
        post(TASKS + "?dry_run=true", MILK).expect(422);
        post(TASKS + "/" + task + "/restore", MILK).expect(422);

        assertThat(names()).containsExactly("Buy milk");
        post(TASKS, MILK).expect(201);
    }

    @Test
    void givenARefusal_whenSentAgain_thenItIsTriedAgainAlsoWithACorrectedBody() {
        String unknown = TASKS + "/" + UUID.randomUUID();
        post(TASKS, "{\"name\": \"\"}").expect(400);
        post(TASKS, "no json").expect(400);
        post(unknown + "/restore", null).expect(404);
        post(unknown + "/revert", "{\"version\": 0}").expect(404);
        assertThat(rows("true")).isZero();

        Answer created = post(TASKS, MILK).expect(201);

        assertThat(created.header(REPLAYED)).isNull();
        assertThat(post(TASKS, MILK).expect(201).body()).isEqualTo(created.body());
    }

    @Test
    void givenAnotherUser_whenTheKeyIsTheSame_thenItIsAnotherKey() {
        post(TASKS, MILK).expect(201);
        HttpApi other = HttpApi.newUser(baseUrl());

        Answer theirs = other.post(TASKS, BREAD, KEY, key).expect(201);

        assertThat(theirs.header(REPLAYED)).isNull();
        assertThat(theirs.text("/name")).isEqualTo("Buy bread");
        assertThat(names()).containsExactly("Buy milk");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "tab\tbed", "gr\u00fcn"})
    void givenAKeyThatIsNone_whenSent_then400(String none) throws IOException {
        refused(KEY + ": " + none + "\r\n");
    }

    @Test
    void givenAKeyThatIsTooLongOrComesTwice_whenSent_then400() throws IOException {
        refused(KEY + ": " + "k".repeat(256) + "\r\n");
        refused(KEY + ": a\r\n" + KEY + ": a\r\n");
        refused(KEY + ": \u0080\r\n");
        assertThat(names()).isEmpty();

        key = "~".repeat(255);
        post(TASKS, MILK).expect(201);
        assertThat(post(TASKS, MILK).expect(201).header(REPLAYED)).isEqualTo("true");
    }

    private void refused(String headers) throws IOException {
        assertThat(RawHttp.send(baseUrl(), raw(TASKS, headers, MILK)))
                .startsWith("HTTP/1.1 400")
                .contains("\"detail\":\"Idempotency-Key must be one header of 1 to 255 visible ASCII characters\"");
    }

    @Test
    void givenOtherMethods_whenTheyHaveAKey_thenItIsIgnored() {
        key = "is no key";
        String task = api.post(TASKS, MILK).expect(201).text("/task_id");
        for (String name : List.of("A", "B")) {
            api.put(TASKS + "/" + task, "{\"name\": \"" + name + "\"}", KEY, key)
                    .expect(200);
            assertThat(api.get(TASKS + "/" + task, KEY, key).expect(200).text("/name"))
                    .isEqualTo(name);
        }
        api.delete(TASKS + "/" + task, KEY, key).expect(204);
        api.delete(TASKS + "/" + task, KEY, key).expect(404);
        assertThat(rows("true")).isZero();
    }

    @Test
    void givenPasswordsAndSessions_whenTheyComeWithAKey_thenNothingOfThemIsKept() throws InterruptedException {
        HttpApi anonymous = HttpApi.anonymous(baseUrl());
        long before = allRows();
        String name = "user-" + key.substring(0, 12);
        String account = "{\"username\": \"%s\", \"password\": \"securepass123\", \"name\": \"J\", \"lastname\": \"D\"}"
                .formatted(name);
        anonymous.post("/register", account, KEY, key).expect(200);
        anonymous.post("/register", account, KEY, key).expect(400);
        String login = "{\"username\": \"%s\", \"password\": \"securepass123\"}".formatted(name);
        String token = anonymous.post("/login", login, KEY, key).expect(200).text("/token");
        assertThat(anonymous.post("/login", login, KEY, key).expect(200).text("/token"))
                .isNotEqualTo(token);
        HttpApi user = HttpApi.login(baseUrl(), name, "securepass123");
        user.post("/api/v1/admin/users", account, KEY, key).expect(403);
        administrator(user);
        user.post("/api/v1/admin/users", account.replace(name, name + "-b"), KEY, key)
                .expect(201);
        user.post("/api/v1/admin/users", account.replace(name, name + "-b"), KEY, key)
                .expect(400);
        user.post("/logout", null, KEY, key).expect(204);
        HttpApi.login(baseUrl(), name, "securepass123")
                .post("/me/erase", "{\"password\": \"securepass123\"}", KEY, key)
                .expect(200);
        anonymous.post(TASKS, MILK, KEY, key).expect(401);

        assertThat(allRows()).isEqualTo(before);
    }

    private void administrator(HttpApi user) throws InterruptedException {
        jdbc.sql("update account set admin = true where user_id = ?::uuid")
                .param(user.userId())
                .update();
        outwaitLeases();
    }

    @Test
    void givenAnErasure_whenSentAgain_thenTheTextIsNowhereAndTheAnswerIsNotKept() throws SQLException {
        String word = "canary" + key.replace("-", "");
        Answer created = post(TASKS, "{\"name\": \"" + word + "\"}").expect(201);
        String parse = "{\"text\": \"" + word + " tomorrow\"}";
        String other = UUID.randomUUID().toString();
        api.post(TASKS + "/parse", parse, KEY, other).expect(200);
        assertThat(DatabaseDump.find(database(), List.of(word))).anyMatch(place -> place.endsWith("request_key"));
        String task = created.text("/task_id");
        api.delete(TASKS + "/" + task).expect(204);

        api.delete(TASKS + "/" + task + "/history").expect(200);

        assertThat(DatabaseDump.find(database(), List.of(word))).isEmpty();
        assertUnanswered(post(TASKS, "{\"name\": \"" + word + "\"}"), created);
        // Nothing was stored of this one, so it is done again.
        assertThat(api.post(TASKS + "/parse", parse, KEY, other).expect(200).header(REPLAYED))
                .isNull();
    }

    @Test
    void givenAnAccount_whenErased_thenItsKeysAreGone() {
        post(TASKS, MILK).expect(201);
        assertThat(rows("true")).isOne();

        api.send("DELETE", "/me", "{\"password\": \"securepass123\"}").expect(200);

        assertThat(rows("true")).isZero();
    }

    @Test
    void givenADayHasPassed_whenTheKeyComesAgain_thenItIsANewOne() {
        post(TASKS, MILK).expect(201);
        set("claimed_at = clock_timestamp() - interval '23 hours 59 minutes'");
        post(TASKS, BREAD).expect(422);
        set("claimed_at = clock_timestamp() - interval '24 hours 1 minute'");

        Answer created = post(TASKS, BREAD).expect(201);

        assertThat(created.header(REPLAYED)).isNull();
        assertThat(post(TASKS, BREAD).expect(201).body()).isEqualTo(created.body());
        assertThat(names()).containsExactlyInAnyOrder("Buy milk", "Buy bread");
    }

    @Test
    void givenTheDescription_whenRead_thenEachPostThatHeedsAKeySaysSo() {
        JsonNode paths =
                HttpApi.anonymous(baseUrl()).get("/openapi.json").json().at("/paths");
        paths.properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    boolean heeds = operation.getKey().equals("post")
                            && !List.of(
                                            "/register",
                                            "/login",
                                            "/logout",
                                            "/me/erase",
                                            "/api/v1/admin/users",
                                            "/api/v1/admin/dead-letters/{id}/retry")
                                    .contains(path.getKey());
                    JsonNode described = operation.getValue();
                    assertThat(described
                                    .path("parameters")
                                    .valueStream()
                                    .anyMatch(p -> p.path("name").asString("").equals(KEY)
                                            && p.path("in").asString("").equals("header")))
                            .as(operation.getKey() + " " + path.getKey())
                            .isEqualTo(heeds);
                    assertThat(described.path("responses").has("422"))
                            .as(operation.getKey() + " " + path.getKey())
                            .isEqualTo(heeds);
                }));
    }

    private Answer twice(String path, String body, int status) {
        key = UUID.randomUUID().toString();
        long before = head();
        Answer first = post(path, body).expect(status);
        long head = head();
        // Whatever thread it was written on.
        assertThat(rows("stored and key_hash = sha256('" + key + "')")).as(path).isEqualTo(head > before ? 1 : 0);
        Answer again = post(path, body).expect(status);
        assertThat(again.body()).as(path).isEqualTo(first.body());
        for (String header : SAID) {
            assertThat(again.header(header)).as(path + " " + header).isEqualTo(first.header(header));
        }
        assertThat(first.header(REPLAYED)).isNull();
        assertThat(again.header(REPLAYED)).isEqualTo("true");
        assertThat(again.header("X-Request-Id")).isNotEqualTo(first.header("X-Request-Id"));
        assertThat(head()).as(path).isEqualTo(head);
        return first;
    }

    private long head() {
        return api.get("/api/v1/log/head").expect(200).json().at("/position").longValue();
    }

    private String raw(String path, String headers, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + api.token()
                + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n" + headers + "\r\n" + body;
    }

    private long allRows() {
        return jdbc.sql("select count(*) from request_key").query(Long.class).single();
    }
}
