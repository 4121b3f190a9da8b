package behflow.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.ConsoleRun;
import behflow.DatabaseDump;
import behflow.HttpApi;
import behflow.HttpApi.Answer;
import behflow.SmallDatabaseIT;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A deleted conversation's text is nowhere any more; what was done in it stands, and can be undone. */
class ConversationErasureIT extends SmallDatabaseIT {

    @TempDir
    private Path folder;

    @Test
    void givenConversation_whenDeleted_thenItsTextIsGoneAndItsTurnsCanStillBeUndone() throws Exception {
        Canaries canaries = new Canaries();
        HttpApi api = HttpApi.newUser(baseUrl());
        String name = canaries.word("session");
        String kept = "milk" + canaries.mark;
        Answer turn = say(api, name, "add buy " + kept + ", high priority");
        for (int i = 0; i < 30; i++) {
            say(api, name, "what about " + canaries.word("said" + i) + "?");
        }
        say(api, name, "delete " + kept);
        say(api, "other", "add something else");
        assertThat(ConsoleRun.of(database(), "rebuild", "chat_message_view").exitCode())
                .isZero();
        assertThat(ConsoleRun.of(database(), "rebuild", "chat_session_view").exitCode())
                .isZero();
        JsonNode before = api.get("/api/v1/log/head").expect(200).json();

        HttpApi.newUser(baseUrl()).delete("/api/v1/chat/sessions/" + name).expect(404);
        Answer deleted = api.delete("/api/v1/chat/sessions/" + name).expect(204);

        assertThat(DatabaseDump.find(database(), canaries.words)).isEmpty();
        List<String> messages = DatabaseDump.find(database(), List.of("what about", kept));
        assertThat(messages)
                .as("nothing but the task's own text")
                .isNotEmpty()
                .noneMatch(place -> place.startsWith("what about") || place.contains("chat_"));
        api.delete("/api/v1/chat/sessions/" + name).expect(404);
        api.get("/api/v1/chat/sessions/" + name + "/messages").expect(404);
        assertThat(api.get("/api/v1/chat/sessions").json().at("/sessions").findValuesAsString("session_id"))
                .containsExactly("other");
        JsonNode feed = api.get("/api/v1/events?after=0&limit=500&proof=true")
                .expect(200)
                .json()
                .at("/events");
        JsonNode erasure = feed.get(feed.size() - 1);
        assertThat(erasure.at("/type").stringValue()).isEqualTo("chat.erased");
        assertThat(erasure.at("/changes/basis/to").stringValue()).isEqualTo("request");
        assertThat(erasure.at("/position").longValue())
                .isEqualTo(before.at("/position").longValue() + 1);
        assertThat(erased(feed, "chat.session_started")).isEqualTo("[\"name\"]");
        assertThat(erased(feed, "chat.user_message_sent")).isEqualTo("[\"content\"]");
        assertThat(erased(feed, "chat.assistant_replied")).isEqualTo("[\"content\"]");
        assertThat(erased(feed, "chat.plan_proposed")).isEqualTo("[\"plan\"]");
        assertThat(erased(feed, "task.created")).as("a task's text is its own").isEqualTo("");
        JsonNode reply = first(feed, "chat.assistant_replied");
        assertThat(reply.at("/changes/tool_calls/to/0").stringValue()).startsWith("create_task");
        assertThat(reply.at("/proof/salt").isNull()).isTrue();
        assertThat(first(feed, "task.created").at("/cause/chat_session_id").stringValue())
                .isEqualTo(first(feed, "chat.session_started").at("/subject_id").stringValue());
        JsonNode cause = api.get("/api/v1/changes/" + turn.header("X-Correlation-Id"))
                .expect(200)
                .json();
        assertThat(cause.toString()).contains(kept).doesNotContain(name);

        Answer undone = api.post("/api/v1/changes/" + turn.header("X-Correlation-Id") + "/revert", "{}")
                .expect(200);
        assertThat(undone.json().at("/changes/0/outcome").stringValue()).isEqualTo("reverted");
        assertThat(api.get("/api/v1/tasks").json().at("/tasks").findValuesAsString("name"))
                .containsExactly("something else");
        api.post("/api/v1/changes/" + deleted.header("X-Correlation-Id") + "/revert", "{}")
                .expect(200);
        api.get("/api/v1/chat/sessions/" + name + "/messages").expect(404);
        say(api, name, "hello again");
        assertThat(api.get("/api/v1/chat/sessions/" + name + "/messages")
                        .expect(200)
                        .json()
                        .at("/messages"))
                .hasSize(2);
        assertThat(api.get("/api/v1/chat/sessions")
                        .json()
                        .at("/sessions/0/title")
                        .stringValue())
                .isEqualTo("hello again");
        api.delete("/api/v1/chat/sessions/" + name).expect(204);

        ConsoleRun log = ConsoleRun.of(database(), "verify-log");
        assertThat(log.exitCode()).as(log.out()).isZero();
        assertThat(log.out())
                .contains("erased by chat.erased at position "
                        + erasure.at("/position").longValue());
        assertThat(ConsoleRun.of(database(), "verify").out()).contains("0 rows differ");
        assertThat(ConsoleRun.of(database(), "rebuild", "chat_message_view", "--back")
                        .exitCode())
                .isZero();
        assertThat(ConsoleRun.of(database(), "verify").out()).contains("0 rows differ");
        Path export = folder.resolve("conversation.ndjson");
        assertThat(ConsoleRun.of(database(), "export", "--owner", api.userId(), export.toString())
                        .exitCode())
                .isZero();
        ConsoleRun exported = ConsoleRun.of(database(), "verify-log", "--export", export.toString());
        assertThat(exported.exitCode()).as(exported.out()).isZero();
        assertThat(exported.out()).contains("erased by chat.erased");
        api.send("DELETE", "/me", "{\"password\": \"securepass123\"}").expect(200);
        assertThat(ConsoleRun.of(database(), "verify-log").exitCode()).isZero();
    }

    /** Its expiry has no more digits in the event than in the view. */
    @Test
    void givenPlanThatWaitsForAYes_whenVerified_thenItsRowIsWhatItsEventsSay() throws Exception {
        HttpApi api = HttpApi.newUser(baseUrl());
        say(api, "waiting", "add buy milk");
        assertThat(say(api, "waiting", "delete buy milk").text("/response")).contains("Shall I?");

        assertThat(ConsoleRun.of(database(), "verify").out()).contains("0 rows differ");

        say(api, "waiting", "no");
    }

    @Test
    void givenConversationsLongSilent_whenCleanedUpByAProcess_thenTheirTextGoes() throws Exception {
        Canaries canaries = new Canaries();
        HttpApi api = HttpApi.newUser(baseUrl());
        for (int i = 0; i < 3; i++) {
            say(api, canaries.word("session" + i), "what about " + canaries.word("said" + i) + "?");
        }
        say(api, "lately", "hello");
        database()
                .execute(
                        "update chat_session_view set updated_at = updated_at - interval '3 days' where name <> 'lately'"
                                + " and owner_id = '" + api.userId() + "'");
        String process = api.post("/api/v1/processes", """
                        {"name": "tidy", "trigger_type": "time_based", "schedule": "0 3 * * *", "action": "cleanup_sessions",
                         "parameters": {"idle_days": 2}}""").expect(201).text("/process_id");
        Answer rehearsed = api.post("/api/v1/processes/" + process + "/execute?dry_run=true", null)
                .expect(200);
        assertThat(rehearsed.json().at("/changes")).hasSize(3);
        Answer run = api.post("/api/v1/processes/" + process + "/execute", null).expect(200);
        assertThat(run.text("/status")).as(run.body()).isEqualTo("success");
        assertThat(run.json().at("/counts/changed").intValue()).isEqualTo(3);
        assertThat(api.get("/api/v1/chat/sessions").json().at("/sessions").findValuesAsString("session_id"))
                .containsExactly("lately");
        assertThat(DatabaseDump.find(database(), canaries.words)).isEmpty();
        assertThat(ConsoleRun.of(database(), "verify-log").exitCode()).isZero();
        assertThat(ConsoleRun.of(database(), "verify").out()).contains("0 rows differ");
    }

    @Test
    void givenConversationThatGoesOn_whenCleanedUpAsItWasSeen_thenItStays() throws Exception {
        HttpApi api = HttpApi.newUser(baseUrl());
        say(api, "going on", "hello");
        String where = " where owner_id = '" + api.userId() + "'";
        // As it was seen before the last message.
        database()
                .execute("update chat_session_view set version = version - 1,"
                        + " updated_at = updated_at - interval '3 days'" + where);
        String process = api.post("/api/v1/processes", """
                        {"name": "tidy", "trigger_type": "manual", "action": "cleanup_sessions",
                         "parameters": {"idle_days": 2}}""").expect(201).text("/process_id");

        Answer run = api.post("/api/v1/processes/" + process + "/execute", null).expect(200);

        assertThat(run.text("/status")).as(run.body()).isEqualTo("success");
        assertThat(run.json().at("/counts/changed").intValue()).isZero();
        assertThat(run.json().at("/counts/skipped").intValue()).isOne();
        // Other tests verify all rows of this database.
        database()
                .execute("update chat_session_view set version = version + 1,"
                        + " updated_at = updated_at + interval '3 days'" + where);
        assertThat(api.get("/api/v1/chat/sessions/going%20on/messages")
                        .expect(200)
                        .json()
                        .at("/messages"))
                .hasSize(2);
    }

    @Test
    void givenConversationDeletedByAnEarlierVersion_whenDeletedAgain_thenItsTextGoes() throws Exception {
        Canaries canaries = new Canaries();
        HttpApi api = HttpApi.newUser(baseUrl());
        String name = canaries.word("session");
        say(api, name, "what about " + canaries.word("said") + "?");
        // As it was left by chat.session_deleted: hidden, with its text.
        database().execute("update chat_session_view set deleted = true where owner_id = '" + api.userId() + "'");
        api.get("/api/v1/chat/sessions/" + name + "/messages").expect(404);
        api.delete("/api/v1/chat/sessions/" + name).expect(204);
        assertThat(DatabaseDump.find(database(), canaries.words)).isEmpty();
        api.delete("/api/v1/chat/sessions/" + name).expect(404);
        assertThat(ConsoleRun.of(database(), "verify-log").exitCode()).isZero();
    }

    @Test
    void givenAnswersUnderWay_whenTheirConversationIsDeleted_thenTheyEndAndLeaveNoText() throws Exception {
        Canaries canaries = new Canaries();
        HttpApi api = HttpApi.newUser(baseUrl());
        String word = canaries.word("said");
        List<String> turns = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            CompletableFuture<Answer> turn =
                    CompletableFuture.supplyAsync(() -> say(api, "racing", "what about " + word + "?"));
            TimeUnit.MILLISECONDS.sleep(5L * (i % 4));
            assertThat(api.delete("/api/v1/chat/sessions/racing").status()).isIn(204, 404);
            turns.add(turn.get(30, TimeUnit.SECONDS).header("X-Correlation-Id"));
        }
        assertThat(api.delete("/api/v1/chat/sessions/racing").status()).isIn(204, 404);
        assertThat(DatabaseDump.find(database(), canaries.words)).isEmpty();
        for (String turn : turns) {
            // A turn without its end could not be undone yet: 409.
            api.post("/api/v1/changes/" + turn + "/revert", "{}").expect(200);
        }
        assertThat(ConsoleRun.of(database(), "verify-log").exitCode()).isZero();
        assertThat(ConsoleRun.of(database(), "verify").out()).contains("0 rows differ");
    }

    private static Answer say(HttpApi api, String session, String message) {
        return api.post("/api/v1/chat", "{\"message\": \"%s\", \"session_id\": \"%s\"}".formatted(message, session))
                .expect(200);
    }

    private static JsonNode first(JsonNode feed, String type) {
        for (JsonNode event : feed) {
            if (event.at("/type").stringValue().equals(type)) {
                return event;
            }
        }
        throw new AssertionError("No " + type);
    }

    private static String erased(JsonNode feed, String type) {
        return first(feed, type).at("/erased").toString();
    }
}
