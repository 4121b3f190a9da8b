package behflow.gateway.chat;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.HttpApi;
import behflow.HttpApi.Answer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.util.UriUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Talking to the built-in assistant: what was said, and what the tasks are like afterwards. */
class ChatApiIT extends BehflowIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private HttpApi api;

    @BeforeEach
    void newUser() {
        api = HttpApi.newUser(baseUrl());
    }

    private Answer say(String message) {
        return api.post("/api/v1/chat", JSON.writeValueAsString(Map.of("message", message, "session_id", "abc-123")))
                .expect(200);
    }

    private JsonNode tasks() {
        return api.get("/api/v1/tasks?sort=created_at").expect(200).json().at("/tasks");
    }

    /** A session's name is any text (contract, part 1), so all of it must be readable and erasable by its URL. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b",
                "//",
                "100%",
                "%2F",
                "a\\b",
                "a;b=c",
                "a?b#c",
                "..%2f..",
                "two\nlines",
                "é 🎉",
                "e\u0301",
                " "
            })
    void givenAnyName_whenReadAndDeletedByItsUrl_thenItIsThatConversation(String name) {
        api.post("/api/v1/chat", JSON.writeValueAsString(Map.of("message", "hello", "session_id", name)))
                .expect(200);
        String path = "/api/v1/chat/sessions/" + UriUtils.encode(name, StandardCharsets.UTF_8);
        JsonNode messages = api.get(path + "/messages").expect(200).json().at("/messages");
        assertThat(messages.at("/0/content").stringValue()).isEqualTo("hello");
        api.delete(path).expect(204);
        api.get(path + "/messages").expect(404);
    }

    @Test
    void givenAnyName_whenBelowNoRouteOfConversations_thenItIsRefused() {
        for (String path : List.of("%2e%2e/%2e%2e/tasks", "a%2fb/other", "a%0ab/messages/x")) {
            api.get("/api/v1/chat/sessions/" + path).expect(400);
        }
    }

    @Test
    void givenTheSpecificationsExample_whenSent_thenTheTaskIsThere() throws SQLException {
        Answer answer = say("Create a task to review project documentation");
        assertThat(answer.json().propertyNames()).contains("response", "session_id", "tasks");
        assertThat(answer.text("/session_id")).isEqualTo("abc-123");
        assertThat(answer.text("/tasks/0/name")).isEqualTo("review project documentation");
        assertThat(tasks().at("/0/task_id")).isEqualTo(answer.json().at("/tasks/0/task_id"));
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select actor, chat_session_id is not null, message_id is not null,"
                                + " correlation_id from audit.event where type = 'task.created' and owner_id = '"
                                + api.userId() + "'")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isEqualTo("agent");
            assertThat(row.getBoolean(2)).isTrue();
            assertThat(row.getBoolean(3)).isTrue();
            assertThat(row.getString(4)).isEqualTo(answer.header("X-Correlation-Id"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "add buy milk, high priority, tag home | buy milk | high | [\"home\"]",
                "Please create a task called Call mom #family p1 | Call mom | urgent | [\"family\"]",
                "remind me to water the plants | water the plants | medium | []",
                "add \"delete everything tomorrow\" | delete everything tomorrow | medium | []",
                "new task: read chapter 5 | read chapter 5 | medium | []",
            })
    void givenCreation_whenSaid_thenTask(String message, String name, String priority, String tags) {
        say(message);
        assertThat(tasks().at("/0/name").stringValue()).isEqualTo(name);
        assertThat(tasks().at("/0/priority").stringValue()).isEqualTo(priority);
        assertThat(tasks().at("/0/tags").toString()).isEqualTo(tags);
        assertThat(tasks().at("/0/due_date").isNull()).isTrue();
    }

    /** A library's template would have variables in them. */
    @ParameterizedTest
    @ValueSource(strings = {"fix the {{user}} placeholder", "{{message}}", "x {{it}} y", "{{current_date}} {{", "{{}}"})
    void givenBracesInText_whenSaid_thenTheyAreText(String name) {
        assertThat(say("add \"" + name + "\"").text("/response")).contains(name);
        assertThat(tasks().at("/0/name").stringValue()).isEqualTo(name);
        assertThat(say(name).text("/response")).isNotBlank();
        assertThat(api.post("/api/v1/chat/stream", JSON.writeValueAsString(Map.of("message", name)))
                        .expect(200)
                        .body())
                .contains("event: reply");
    }

    /** Not blank by the rules for text, but to a library that trims. */
    @ParameterizedTest
    @ValueSource(strings = {"\u0001", "\u0007", "\u000e\u001b"})
    void givenControlCharactersOnly_whenSaid_thenAnswered(String message) {
        assertThat(say(message).text("/response")).startsWith("I did not understand that.");
        assertThat(say("hello").text("/response")).startsWith("Hello!");
    }

    @Test
    void givenDay_whenSaid_thenDue() {
        say("add buy milk tomorrow at 5pm, high priority, tag home");
        JsonNode task = tasks().at("/0");
        assertThat(task.at("/name").stringValue()).isEqualTo("buy milk");
        assertThat(task.at("/due_date").stringValue()).endsWith("T17:00:00Z");
    }

    @Test
    void givenTasks_whenTalkedAbout_thenChanged() {
        say("add read the report");
        say("add write the letter");
        assertThat(say("mark the report task as done").text("/response")).contains("read the report");
        assertThat(tasks().at("/0/status").stringValue()).isEqualTo("completed");
        assertThat(say("show my open tasks").json().at("/tasks").size()).isOne();
        say("make it urgent");
        assertThat(tasks().at("/1/priority").stringValue()).isEqualTo("urgent");
        say("rename the letter task to answer Anna");
        assertThat(tasks().at("/1/name").stringValue()).isEqualTo("answer Anna");
        assertThat(say("how many tasks do I have?").text("/response")).contains("2 tasks");
    }

    @Test
    void givenDeletion_whenNotConfirmed_thenNothing() {
        say("add first");
        say("add second");
        say("list my tasks");
        assertThat(say("delete the second one").text("/response"))
                .contains("first")
                .contains("yes");
        assertThat(tasks().size()).isEqualTo(2);
        say("no");
        assertThat(tasks().size()).isEqualTo(2);
        assertThat(say("yes").text("/response")).doesNotContain("Deleted");
        say("delete first");
        assertThat(say("yes").text("/response")).contains("Deleted 1 task");
        assertThat(tasks().size()).isOne();
        say("restore first");
        assertThat(tasks().size()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"what is overdue?", "add third"})
    void givenDeletionThatWaits_whenSomethingElseIsSaid_thenALaterYesMeansNothing(String else_) {
        say("add first");
        say("delete first");
        say(else_);
        assertThat(say("ok").text("/response")).isEqualTo("Nothing waits for your word.");
        assertThat(tasks().findValuesAsString("name")).contains("first");
    }

    @Test
    void givenPlanLongExpired_whenAnswered_thenSaidOnce() throws SQLException {
        say("add first");
        say("delete first");
        database()
                .execute("update chat_session_view set plan_expires_at = now() - interval '1 minute' where owner_id = '"
                        + api.userId() + "'");
        assertThat(say("yes").text("/response")).isEqualTo("That was too long ago; please ask again.");
        assertThat(tasks().size()).isOne();
        assertThat(say("yes").text("/response")).isEqualTo("Nothing waits for your word.");
    }

    @Test
    void givenTwoFitAndOneExactly_whenChangedAndPointedAt_thenItIsTheOneChanged() {
        say("add call Anna");
        say("add call Anna back");
        Answer done = say("mark call Anna as done");
        assertThat(done.json().at("/tasks").findValuesAsString("name")).containsExactly("call Anna");
        say("rename it to call Ann");
        assertThat(tasks().findValuesAsString("name")).containsExactly("call Ann", "call Anna back");
    }

    @Test
    void givenSomeFitAndAreAskedFor_whenPointedAt_thenTheOneOfThatNumber() {
        for (String name : List.of("b report", "c report", "x report")) {
            say("add " + name);
        }
        say("complete x report");
        String asked = say("complete the report").text("/response");
        assertThat(asked).contains("1. \"c report\"", "2. \"b report\"").doesNotContain("x report");
        say("the second one");
        assertThat(tasks().at("/0/status").stringValue()).isEqualTo("completed");
        assertThat(tasks().at("/1/status").stringValue()).isEqualTo("not_started");
    }

    @Test
    void givenLongList_whenTheLastOneIsPointedAt_thenItIsTheLastShown() {
        for (int i = 0; i < 25; i++) {
            api.post("/api/v1/tasks", "{\"name\": \"chore " + i + "\"}").expect(201);
        }
        assertThat(say("list my tasks").text("/response")).contains("25. \"chore 0\"");
        say("mark the last one as done");
        assertThat(tasks().at("/0/status").stringValue()).isEqualTo("completed");
        assertThat(tasks().findValuesAsString("status").stream().filter("completed"::equals))
                .hasSize(1);
    }

    @Test
    void givenManyDeleted_whenAllAreRestored_thenAll_andLiveOnesAreNotClaimed() {
        for (int i = 0; i < 9; i++) {
            api.post("/api/v1/tasks", "{\"name\": \"chore " + i + "\"}").expect(201);
        }
        assertThat(say("restore everything").text("/response")).isEqualTo("I found no such task.");
        say("delete all tasks");
        say("yes");
        assertThat(tasks().size()).isZero();
        assertThat(say("restore all deleted tasks").text("/response")).contains("chore 0", "chore 8");
        assertThat(tasks().size()).isEqualTo(9);
        for (int i = 9; i < 12; i++) {
            api.post("/api/v1/tasks", "{\"name\": \"chore " + i + "\"}").expect(201);
        }
        say("delete all tasks");
        say("yes");
        assertThat(say("restore everything").text("/response")).contains("up to 10");
        assertThat(tasks().size()).isZero();
    }

    @Test
    void givenOldConversations_whenTheProcessThatErasesThemIsRun_thenTheUserIsAsked() throws SQLException {
        api.post("/api/v1/chat", "{\"message\": \"hello\", \"session_id\": \"old\"}")
                .expect(200);
        database()
                .execute("update chat_session_view set updated_at = updated_at - interval '400 days' where owner_id = '"
                        + api.userId() + "'");
        api.post("/api/v1/processes", """
                        {"name": "tidy up", "trigger_type": "manual", "action": "cleanup_sessions"}""").expect(201);
        assertThat(say("run the tidy up process").text("/response")).contains("erase one conversation for good", "yes");
        assertThat(sessions()).contains("old");
        assertThat(say("yes").text("/response")).doesNotContain("0 tasks");
        assertThat(sessions()).doesNotContain("old");
    }

    @Test
    void givenChangeOfManyTasks_whenUndone_thenTheUserIsAskedAndAYesUndoesThatOne() {
        for (int i = 1; i <= 11; i++) {
            api.post("/api/v1/tasks", "{\"name\": \"chore %d\", \"tags\": [\"home\"]}".formatted(i))
                    .expect(201);
        }
        say("complete all tasks tagged home");
        say("yes");
        assertThat(say("undo that").text("/response"))
                .startsWith("This would take back the last change, of 11 tasks:\n1. \"chore ")
                .endsWith("\nShall I? Say yes or no.");
        assertThat(tasks().findValuesAsString("status")).containsOnly("completed");
        say("no");
        assertThat(tasks().findValuesAsString("status")).containsOnly("completed");
        say("undo that");
        // In another conversation, so that it is the last change of all.
        api.post("/api/v1/chat", "{\"message\": \"add something else\", \"session_id\": \"other\"}")
                .expect(200);
        assertThat(say("yes").text("/response")).startsWith("Taken back:\n1. \"chore ");
        assertThat(tasks().findValuesAsString("status")).hasSize(12).containsOnly("not_started");
        assertThat(tasks().findValuesAsString("name")).contains("something else");
        say("add a single thing");
        assertThat(say("undo that").text("/response")).startsWith("Taken back");
        assertThat(tasks().size()).isEqualTo(12);
    }

    private List<String> sessions() {
        return api.get("/api/v1/chat/sessions").json().at("/sessions").findValuesAsString("session_id");
    }

    @Test
    void givenSeveralFit_whenChanged_thenAsked() {
        say("add report one");
        say("add report two");
        assertThat(say("complete report").text("/response")).contains("Which one");
        assertThat(tasks().findValuesAsString("status")).containsOnly("not_started");
        say("complete the first one");
        assertThat(tasks().findValuesAsString("status")).contains("completed");
    }

    @ParameterizedTest
    @CsvSource({"complete all tasks", "complete all tasks tagged home", "complete them all"})
    void givenCompletedOneAmongMany_whenAllCompleted_thenOpenOnesCounted(String request) {
        for (int i = 1; i <= 14; i++) {
            api.post("/api/v1/tasks", "{\"name\": \"chore %d.\", \"tags\": [\"home\"]}".formatted(i))
                    .expect(201);
        }
        say("complete chore 7.");
        say("list my tasks");
        Answer asked = say(request);
        assertThat(asked.text("/response")).contains("would complete 13 tasks").doesNotContain("chore 7.");
        assertThat(asked.json().at("/tasks").findValuesAsString("name")).doesNotContain("chore 7.");
        assertThat(say("yes").text("/response")).isEqualTo("Changed 13 tasks.");
        assertThat(tasks().findValuesAsString("status")).hasSize(14).containsOnly("completed");
    }

    @Test
    void givenCompletedOne_whenCompletedByItsName_thenSaidSo() {
        say("add read the report");
        say("add write the report");
        say("complete read the report");
        assertThat(say("complete read the report").text("/response")).startsWith("Completed already");
        assertThat(say("complete report").text("/response")).contains("write the report");
        assertThat(tasks().findValuesAsString("status")).containsOnly("completed");
        assertThat(say("complete all tasks").text("/response")).isEqualTo("I found no such task.");
        assertThat(say("reopen write the report").text("/response")).contains("not started");
    }

    @Test
    void givenConversation_whenRead_thenItsMessagesAndPrivate() {
        say("add a thing");
        JsonNode sessions = api.get("/api/v1/chat/sessions").expect(200).json().at("/sessions");
        assertThat(sessions.at("/0/session_id").stringValue()).isEqualTo("abc-123");
        assertThat(sessions.at("/0/title").stringValue()).isEqualTo("add a thing");
        JsonNode messages = api.get("/api/v1/chat/sessions/abc-123/messages")
                .expect(200)
                .json()
                .at("/messages");
        assertThat(messages.size()).isEqualTo(2);
        assertThat(messages.at("/1/role").stringValue()).isEqualTo("assistant");
        assertThat(messages.at("/1/tasks").size()).isOne();
        HttpApi.newUser(baseUrl()).get("/api/v1/chat/sessions/abc-123/messages").expect(404);
        api.delete("/api/v1/chat/sessions/abc-123").expect(204);
        api.get("/api/v1/chat/sessions/abc-123/messages").expect(404);
        say("hello");
        assertThat(api.get("/api/v1/chat/sessions/abc-123/messages")
                        .json()
                        .at("/messages")
                        .size())
                .isEqualTo(2);
        assertThat(tasks().size()).isOne();
    }

    @Test
    void givenLongConversation_whenRead_thenInPages() throws SQLException {
        say("hello");
        String messages = "/api/v1/chat/sessions/abc-123/messages";
        assertThat(api.get(messages).expect(200).json().propertyNames()).containsExactly("messages");
        // Six hundred messages of 8,000 characters: more than a page may hold in memory.
        execute("insert into chat_message_view select gen_random_uuid(), owner_id, session_id, sequence + n, role,"
                + " repeat('x', 8000), created_at, correlation_id, task_ids from chat_message_view,"
                + " generate_series(1, 600) n where role = 'assistant' and owner_id = '" + api.userId() + "'");
        try {
            int pages = 0;
            Set<String> ids = new HashSet<>();
            for (String next = ""; next != null; pages++) {
                Answer page = api.get(messages + next).expect(200);
                assertThat(page.body().length()).isLessThan(4 * 1024 * 1024 + 400_000);
                ids.addAll(page.json().at("/messages").findValuesAsString("message_id"));
                JsonNode cursor = page.json().path("next_cursor");
                next = cursor.isString() ? "?cursor=" + cursor.stringValue() : null;
                assertThat(page.header("Link") == null).isEqualTo(next == null);
            }
            assertThat(ids).hasSize(602);
            assertThat(pages).isEqualTo(2);
            JsonNode two = api.get(messages + "?limit=2").expect(200).json();
            assertThat(two.at("/messages").findValuesAsString("role")).containsExactly("user", "assistant");
            JsonNode third = api.get(messages + "?limit=1&cursor="
                            + two.at("/next_cursor").stringValue())
                    .expect(200)
                    .json();
            assertThat(third.at("/messages/0/content").stringValue()).startsWith("xxx");
        } finally {
            execute("delete from chat_message_view where content like 'xxx%' and owner_id = '" + api.userId() + "'");
        }
        api.get(messages + "?limit=0").expect(400);
        api.get(messages + "?limit=5001").expect(400);
        api.get(messages + "?cursor=x").expect(400);
        HttpApi.newUser(baseUrl()).get(messages + "?limit=x").expect(404);
    }

    @Test
    void givenManyConversations_whenListed_thenInPages() {
        for (int i = 0; i < 5; i++) {
            api.post("/api/v1/chat", "{\"message\": \"hello\", \"session_id\": \"s" + i + "\"}")
                    .expect(200);
        }
        List<String> found = new ArrayList<>();
        for (String next = ""; next != null; ) {
            Answer page = api.get("/api/v1/chat/sessions?limit=2" + next).expect(200);
            found.addAll(page.json().at("/sessions").findValuesAsString("session_id"));
            JsonNode cursor = page.json().path("next_cursor");
            next = cursor.isString() ? "&cursor=" + cursor.stringValue() : null;
        }
        assertThat(found).containsExactly("s4", "s3", "s2", "s1", "s0");
        for (String cursor : List.of("x", "1-", "-1", "1-1", "%00", "99999999999999999999-" + UUID.randomUUID())) {
            api.get("/api/v1/chat/sessions?cursor=" + cursor).expect(400);
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void givenStream_whenSaid_thenDeltasToolsAndReply() {
        Answer answer = api.post("/api/v1/chat/stream", "{\"message\": \"add buy bread\", \"session_id\": \"s\"}")
                .expect(200);
        assertThat(answer.header("Content-Type")).startsWith("text/event-stream");
        String[] events = answer.body().split("\n\n");
        assertThat(events[0]).isEqualTo("event: tool\ndata: {\"name\":\"create_task\",\"outcome\":\"done, tasks: 1\"}");
        assertThat(events[1]).startsWith("event: delta\ndata: ").contains("Created");
        JsonNode reply = JSON.readTree(events[2].replace("event: reply\ndata: ", ""));
        assertThat(reply.at("/tasks/0/name").stringValue()).isEqualTo("buy bread");
        assertThat(reply.at("/correlation_id").stringValue()).isEqualTo(answer.header("X-Correlation-Id"));
        api.post("/api/v1/changes/" + reply.at("/correlation_id").stringValue() + "/revert", "{}")
                .expect(200);
        assertThat(tasks().size()).isZero();
        api.post("/api/v1/chat/stream", "{}").expect(400);
    }

    @Test
    void givenBadMessages_whenSent_then400() {
        api.post("/api/v1/chat", "{\"message\": \"  \"}").expect(400);
        api.post("/api/v1/chat", "{}").expect(400);
        api.post("/api/v1/chat", "{\"message\": \"" + "x".repeat(8_001) + "\"}").expect(400);
        api.post("/api/v1/chat", "{\"message\": \"hi\", \"session_id\": \"\"}").expect(400);
        // No URL could name them.
        api.post("/api/v1/chat", "{\"message\": \"hi\", \"session_id\": \".\"}").expect(400);
        api.post("/api/v1/chat/stream", "{\"message\": \"hi\", \"session_id\": \"..\"}")
                .expect(400);
        assertThat(api.post("/api/v1/chat", "{\"message\": \"hi\"}").expect(200).text("/session_id"))
                .hasSize(36);
    }
}
