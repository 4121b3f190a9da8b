package behflow.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.HttpApi;
import behflow.HttpApi.Answer;
import behflow.api.kernel.LogEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** History, time travel and changes as a client sees them. */
class HistoryApiIT extends BehflowIT {

    private static final HexFormat HEX = HexFormat.of();

    private HttpApi api;

    @BeforeEach
    void newUser() {
        api = HttpApi.newUser(baseUrl());
    }

    @Test
    void givenDeletedTask_whenHistory_thenEveryEventWithActorCauseAndDifferences() {
        Answer created = create("{\"name\": \"A\", \"due_date\": \"2025-12-31\", \"tags\": [\"x\"]}");
        String path = "/api/v1/tasks/" + created.text("/task_id");
        Answer renamed = api.put(path, "{\"name\": \"B\"}").expect(200);
        api.delete(path).expect(204);

        JsonNode history = api.get(path + "/history").expect(200).json();
        assertThat(history.at("/task_id").stringValue()).isEqualTo(created.text("/task_id"));
        JsonNode first = history.at("/events/0");
        assertThat(first.at("/type").stringValue()).isEqualTo("task.created");
        assertThat(first.at("/sequence").longValue()).isZero();
        assertThat(first.at("/hash").stringValue()).matches("[0-9a-f]{64}");
        assertThat(first.at("/timestamp")).isEqualTo(created.json().at("/created_at"));
        assertThat(first.at("/actor/kind").stringValue()).isEqualTo("user");
        assertThat(first.at("/actor/user_id").stringValue()).isEqualTo(api.userId());
        assertThat(first.at("/actor/name").stringValue()).isEqualTo("John Doe");
        assertThat(first.at("/cause/correlation_id").stringValue()).isEqualTo(created.header("X-Correlation-Id"));
        assertThat(first.at("/cause").has("causation_id")).isTrue();
        assertThat(first.at("/changes/due_date/to").stringValue()).isEqualTo("2025-12-31T23:59:59Z");
        assertThat(first.at("/changes/tags/to").toString()).isEqualTo("[\"x\"]");
        assertThat(first.has("proof") || first.has("subject_id") || first.has("erased"))
                .isFalse();
        JsonNode second = history.at("/events/1");
        assertThat(second.at("/changes").toString()).isEqualTo("{\"name\":{\"from\":\"A\",\"to\":\"B\"}}");
        assertThat(second.at("/cause/correlation_id").stringValue()).isEqualTo(renamed.header("X-Correlation-Id"));
        assertThat(second.at("/position").longValue())
                .isEqualTo(first.at("/position").longValue() + 1);
        assertThat(history.at("/events/2/changes").toString()).isEqualTo("{\"deleted\":{\"from\":false,\"to\":true}}");
        assertThat(history.at("/events")).hasSize(3);
    }

    @Test
    void givenProof_whenHashedAgain_thenTheSameHash() {
        String id = create("{\"name\": \"A\"}").text("/task_id");
        api.put("/api/v1/tasks/" + id, "{\"priority\": \"high\"}").expect(200);
        JsonNode events = api.get("/api/v1/tasks/" + id + "/history?proof=true")
                .expect(200)
                .json()
                .at("/events");
        for (JsonNode event : events) {
            JsonNode proof = event.at("/proof");
            byte[] payload = proof.at("/payload").stringValue().getBytes(StandardCharsets.UTF_8);
            byte[] salt = HEX.parseHex(proof.at("/salt").stringValue());
            LogEntry entry = new LogEntry(
                    UUID.fromString(proof.at("/owner_id").stringValue()),
                    event.at("/position").longValue(),
                    UUID.fromString(event.at("/event_id").stringValue()),
                    UUID.fromString(proof.at("/subject_id").stringValue()),
                    proof.at("/sequence").longValue(),
                    event.at("/type").stringValue(),
                    proof.at("/revision").stringValue(),
                    proof.at("/timestamp_us").longValue(),
                    proof.at("/metadata").stringValue().getBytes(StandardCharsets.UTF_8),
                    payload,
                    salt,
                    HEX.parseHex(proof.at("/commitment").stringValue()),
                    HEX.parseHex(proof.at("/previous_hash").stringValue()),
                    new byte[32]);
            assertThat(HEX.formatHex(LogEntry.commitment(salt, payload)))
                    .isEqualTo(proof.at("/commitment").stringValue());
            assertThat(HEX.formatHex(LogEntry.sha256(entry.entry())))
                    .isEqualTo(event.at("/hash").stringValue());
        }
        assertThat(events).hasSize(2);
    }

    @Test
    void givenHistoryOfPages_whenFollowed_thenEveryEventOnce() {
        String path = "/api/v1/tasks/" + create("{\"name\": \"A\"}").text("/task_id");
        for (int i = 0; i < 6; i++) {
            api.put(path, "{\"name\": \"N%d\"}".formatted(i)).expect(200);
        }
        List<Long> sequences = new ArrayList<>();
        String next = path + "/history?limit=3";
        while (next != null) {
            Answer page = api.get(next).expect(200);
            page.json()
                    .at("/events")
                    .forEach(e -> sequences.add(e.at("/sequence").longValue()));
            next = page.json().has("next_cursor")
                    ? path + "/history?limit=3&cursor=" + page.text("/next_cursor")
                    : null;
            assertThat(page.header("Link") == null).isEqualTo(next == null);
        }
        assertThat(sequences).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(api.get(path + "/history?after=4").expect(200).json().at("/events"))
                .hasSize(2);
        api.get(path + "/history?limit=0").expect(400);
        api.get(path + "/history?after=x").expect(400);
    }

    @Test
    void givenSomeoneElses_whenAsked_thenForbiddenOrUnknown() {
        Answer created = create("{\"name\": \"A\"}");
        String path = "/api/v1/tasks/" + created.text("/task_id");
        HttpApi other = HttpApi.newUser(baseUrl());
        other.get(path + "/history").expect(403);
        other.get(path + "?version=0").expect(403);
        other.post(path + "/restore", null).expect(403);
        other.post(path + "/revert", "{\"version\": 0}").expect(403);
        other.post(path + "/revert", "{\"version\": \"x\"}").expect(403);
        String cause = "/api/v1/changes/" + created.header("X-Correlation-Id");
        other.get(cause).expect(404);
        other.post(cause + "/revert", "{}").expect(404);
        other.post(cause + "/revert", "{\"on_conflict\": \"x\"}").expect(404);
        HttpApi.anonymous(baseUrl()).get(path + "/history").expect(401);
        api.get("/api/v1/tasks/" + UUID.randomUUID() + "/history").expect(404);
        api.get("/api/v1/tasks/x/history").expect(404);
        api.post("/api/v1/tasks/" + UUID.randomUUID() + "/restore", null).expect(404);
        api.post("/api/v1/tasks/" + UUID.randomUUID() + "/revert", "{\"version\": 0}")
                .expect(404);
        api.get("/api/v1/changes/" + UUID.randomUUID()).expect(404);
        api.get("/api/v1/changes/x").expect(404);
    }

    @Test
    void givenChangedTask_whenAskedAsItWas_thenTheAnswerOfThen() {
        Answer created = create("{\"name\": \"A\", \"tags\": [\"x\"]}");
        String path = "/api/v1/tasks/" + created.text("/task_id");
        JsonNode then = api.get(path).expect(200).json();
        JsonNode list = api.get("/api/v1/tasks?tag=x&q=a").expect(200).json();
        String instant = then.at("/updated_at").stringValue();
        long position = position(created);
        api.put(path, "{\"name\": \"B\", \"tags\": []}").expect(200);
        api.delete(path).expect(204);

        assertThat(api.get(path + "?version=0").expect(200).json()).isEqualTo(then);
        assertThat(api.get(path + "?as_of=" + instant).expect(200).json()).isEqualTo(then);
        assertThat(api.get(path + "?as_of=" + instant.replace("Z", "+00:00"))
                        .expect(200)
                        .json())
                .isEqualTo(then);
        assertThat(api.get(path + "?as_of_position=" + position).expect(200).json())
                .isEqualTo(then);
        assertThat(api.get("/api/v1/tasks?tag=x&q=a&as_of=" + instant)
                        .expect(200)
                        .json())
                .isEqualTo(list);
        assertThat(api.get("/api/v1/tasks?tag=x&as_of_position=" + position)
                        .expect(200)
                        .json())
                .isEqualTo(list);
        api.get(path + "?version=3").expect(404);
        api.get(path + "?version=4").expect(400);
        api.get(path + "?as_of=2999-01-01").expect(400);
        api.get("/api/v1/tasks?as_of=2999-01-01").expect(400);
        api.get(path + "?as_of_position=1000").expect(400);
        api.get(path + "?version=0&as_of_position=1").expect(400);
        api.get(path + "?as_of=1999-01-01").expect(404);
    }

    @Test
    void givenTwoPositions_whenCompared_thenEachFieldOnceUnderItsCause() {
        Answer created = create("{\"name\": \"A\", \"priority\": \"low\"}");
        String path = "/api/v1/tasks/" + created.text("/task_id");
        long from = position(created);
        api.put(path, "{\"priority\": \"high\", \"name\": \"B\"}").expect(200);
        Answer second = api.put(path, "{\"priority\": \"urgent\"}").expect(200);
        Answer third = create("{\"name\": \"C\"}");

        JsonNode changes = api.get("/api/v1/changes?from=" + from).expect(200).json();
        assertThat(changes.at("/from").longValue()).isEqualTo(from);
        assertThat(changes.at("/to").longValue()).isEqualTo(position(third));
        assertThat(changes.at("/changes")).hasSize(3);
        assertThat(changes.at("/changes/0/tasks/0/changes").toString())
                .isEqualTo("{\"name\":{\"from\":\"A\",\"to\":\"B\"}}");
        assertThat(changes.at("/changes/1/correlation_id").stringValue()).isEqualTo(second.header("X-Correlation-Id"));
        assertThat(changes.at("/changes/1/tasks/0/changes").toString())
                .isEqualTo("{\"priority\":{\"from\":\"low\",\"to\":\"urgent\"}}");
        assertThat(changes.at("/changes/2/tasks/0/name").stringValue()).isEqualTo("C");
        String instant = created.text("/updated_at");
        assertThat(api.get("/api/v1/changes?from=" + instant).expect(200).json().at("/changes"))
                .isEqualTo(changes.at("/changes"));
        assertThat(api.get("/api/v1/changes?from=%d&to=%d".formatted(from, from))
                        .json()
                        .at("/changes"))
                .isEmpty();
        api.get("/api/v1/changes").expect(400);
        api.get("/api/v1/changes?from=x").expect(400);
        api.get("/api/v1/changes?from=100000").expect(400);
        api.get("/api/v1/changes?from=2&to=1").expect(400);
        api.get("/api/v1/changes?from=1&to=2999-01-01").expect(400);
    }

    @Test
    void givenManyTasks_whenChangesAreReadInPages_thenTogetherTheyAreTheWholeAnswer() throws Exception {
        for (int i = 0; i < 5; i++) {
            create("{\"name\": \"Task " + i + "\"}");
        }
        long from = api.get("/api/v1/log/head").json().path("position").asLong();
        String process = api.post(
                        "/api/v1/processes",
                        "{\"name\": \"raise\", \"action\": \"update_tasks\", \"parameters\": {\"filter\": {},"
                                + " \"change\": {\"priority\": \"high\", \"tags\": [\"all\"]}}}")
                .expect(201)
                .text("/process_id");
        String run = api.post("/api/v1/processes/" + process + "/execute", null)
                .expect(200)
                .text("/execution_id");
        String cause = "/api/v1/changes/" + run;
        Instant limit = Instant.now().plusSeconds(20);
        while (api.get(cause).status() == 404
                || api.get(cause).json().path("tasks").size() < 5) {
            assertThat(Instant.now()).isBefore(limit);
            TimeUnit.MILLISECONDS.sleep(50);
        }
        api.put("/api/v1/tasks/" + create("{\"name\": \"Last\"}").text("/task_id"), "{\"name\": \"Later\"}")
                .expect(200);
        String between = "/api/v1/changes?from=" + from;
        for (String path : List.of(cause + "?x=y", between)) {
            Answer whole = api.get(path).expect(200);
            assertThat(whole.json().has("next_cursor")).isFalse();
            assertThat(whole.header("Link")).isNull();
            List<JsonNode> tasks = new ArrayList<>();
            List<JsonNode> events = new ArrayList<>();
            String next = path + "&limit=2";
            int pages = 0;
            while (next != null) {
                Answer page = api.get(next).expect(200);
                collect(page.json(), tasks, events);
                pages++;
                String link = page.header("Link");
                assertThat(page.json().has("next_cursor")).isEqualTo(link != null);
                next = link == null ? null : link.substring(link.indexOf("/api"), link.indexOf('>'));
                // What is written between two pages is not on them.
                create("{\"name\": \"Meanwhile\"}");
            }
            List<JsonNode> allTasks = new ArrayList<>();
            List<JsonNode> allEvents = new ArrayList<>();
            collect(whole.json(), allTasks, allEvents);
            assertThat(pages).isGreaterThanOrEqualTo(3);
            assertThat(tasks).containsExactlyInAnyOrderElementsOf(allTasks);
            assertThat(events).containsExactlyInAnyOrderElementsOf(allEvents);
            api.get(path + "&cursor=x").expect(400);
            api.get(path + "&limit=0").expect(400);
            api.get(path + "&limit=1001").expect(400);
        }
        String cursor = api.get(between + "&limit=1").text("/next_cursor");
        api.get("/api/v1/changes?from=" + (from - 1) + "&cursor=" + cursor).expect(400);
        api.get(cause + "?cursor=" + cursor).expect(400);
        api.get("/api/v1/changes/" + UUID.randomUUID() + "?limit=x&cursor=y").expect(404);
    }

    private static void collect(JsonNode answer, List<JsonNode> tasks, List<JsonNode> events) {
        answer.path("tasks").forEach(tasks::add);
        answer.path("events").forEach(events::add);
        answer.path("changes").forEach(cause -> cause.path("tasks").forEach(tasks::add));
    }

    private Answer create(String body) {
        return api.post("/api/v1/tasks", body).expect(201);
    }

    private long position(Answer created) {
        return api.get("/api/v1/tasks/" + created.text("/task_id") + "/history")
                .json()
                .at("/events/0/position")
                .longValue();
    }
}
