package behflow.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.ConsoleRun;
import behflow.DatabaseDump;
import behflow.HttpApi;
import behflow.HttpApi.Answer;
import behflow.SmallDatabaseIT;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What is erased is nowhere any more, and the log still verifies; an erasure that no event explains is found. */
class ErasureIT extends SmallDatabaseIT {

    @TempDir
    private Path folder;

    @Test
    void givenAccountWithTextEverywhere_whenErased_thenNoneOfItInTheDatabaseAndTheLogVerifies() throws Exception {
        Canaries canaries = new Canaries();
        String username = canaries.word("user");
        HttpApi.anonymous(baseUrl())
                .post(
                        "/register",
                        "{\"username\": \"%s\", \"password\": \"securepass123\", \"name\": \"%s\", \"lastname\": \"%s\"}"
                                .formatted(username, canaries.word("first"), canaries.word("last")))
                .expect(200);
        HttpApi.anonymous(baseUrl())
                .post("/login", "{\"username\": \"" + username + "\", \"password\": \"wrong-guess\"}")
                .expect(401);
        HttpApi api = HttpApi.login(baseUrl(), username, "securepass123");
        api.put(
                        "/me/settings",
                        "{\"timezone\": \"Antarctica/Troll\", \"email\": \"%s@example.org\"}"
                                .formatted(canaries.word("mail")))
                .expect(200);
        fill(api, canaries);
        assertThat(ConsoleRun.of(database(), "rebuild", "task_view").exitCode()).isZero();
        assertThat(ConsoleRun.of(database(), "rebuild", "chat_message_view").exitCode())
                .isZero();
        execute(
                "create table task_view__next as select * from task_view",
                "create schema bi__next",
                "create table bi__next.task_view as select * from task_view");
        assertThat(DatabaseDump.find(database(), canaries.words))
                .hasSizeGreaterThan(canaries.words.size() - 1)
                .anyMatch(place -> place.contains("task_view__previous"));
        JsonNode before = api.get("/api/v1/log/head").expect(200).json();
        CompletableFuture<Integer> socketClosed = socket(api);

        api.send("DELETE", "/me", "{\"password\": \"not-this-one\"}").expect(400);
        api.send("DELETE", "/me", null).expect(400);
        Answer erased =
                api.send("DELETE", "/me", "{\"password\": \"securepass123\"}").expect(200);

        assertNowhere(canaries.words);
        assertThat(erased.text("/user_id")).isEqualTo(api.userId());
        assertThat(erased.text("/basis")).isEqualTo("request");
        assertThat(Duration.between(Instant.now(), Instant.parse(erased.text("/backups_until"))))
                .isBetween(Duration.ofDays(29), Duration.ofDays(31));
        assertThat(erased.json().at("/position").longValue())
                .isEqualTo(before.at("/position").longValue() + 1);
        api.get("/me").expect(401);
        HttpApi.anonymous(baseUrl())
                .post("/login", "{\"username\": \"" + username + "\", \"password\": \"securepass123\"}")
                .expect(401);
        assertThat(socketClosed.get(10, TimeUnit.SECONDS)).isEqualTo(4401);

        Path export = folder.resolve("erased.ndjson");
        assertThat(ConsoleRun.of(database(), "export", "--owner", api.userId(), export.toString())
                        .exitCode())
                .isZero();
        Path note = Files.writeString(folder.resolve("note"), before.at("/note").stringValue());
        ConsoleRun verified = ConsoleRun.of(
                database(),
                "verify-log",
                "--export",
                export.toString(),
                "--head",
                note.toString(),
                "--key",
                HttpApi.newUser(baseUrl()).get("/api/v1/log/key").text("/key"));
        assertThat(verified.exitCode()).as(verified.out()).isZero();
        assertThat(verified.out())
                .contains("erased by account.erased at position "
                        + erased.json().at("/position").longValue());
        ConsoleRun log = ConsoleRun.of(database(), "verify-log");
        assertThat(log.exitCode()).as(log.out()).isZero();
        ConsoleRun views = ConsoleRun.of(database(), "verify");
        assertThat(views.out()).contains("0 rows differ");
        assertThat(ConsoleRun.of(database(), "rebuild", "task_view", "--back").exitCode())
                .isZero();
        assertThat(ConsoleRun.of(database(), "rebuild", "process_view").exitCode())
                .isZero();
        assertThat(ConsoleRun.of(database(), "verify").out()).contains("0 rows differ");

        HttpApi namesake = HttpApi.newUser(baseUrl(), username);
        assertThat(namesake.userId()).isNotEqualTo(api.userId());
        assertThat(namesake.get("/api/v1/tasks").json().at("/tasks")).isEmpty();
        namesake.post("/me/erase", "{\"password\": \"securepass123\"}").expect(200);
    }

    /** At once in all that is written with the log; where the log is followed, as soon as that has met the erasure. */
    private static void assertNowhere(List<String> words) throws Exception {
        List<String> found = DatabaseDump.find(database(), words);
        assertThat(found).allMatch(place -> place.contains(" in bi."));
        Instant limit = Instant.now().plusSeconds(20);
        while (!found.isEmpty() && Instant.now().isBefore(limit)) {
            TimeUnit.MILLISECONDS.sleep(100);
            found = DatabaseDump.find(database(), words);
        }
        assertThat(found).isEmpty();
    }

    /** Text through every door: tasks, tags, conversations, processes and their parameters, runs, undo. */
    private void fill(HttpApi api, Canaries canaries) {
        Answer created = api.post("/api/v1/tasks", """
                        {"name": "%s", "description": "about %s", "tags": ["%s"]}""".formatted(
                        canaries.word("name"), canaries.word("description"), canaries.word("tag")));
        String task = created.expect(201).text("/task_id");
        for (int i = 0; i < 60; i++) {
            api.put(
                            "/api/v1/tasks/" + task,
                            "{\"name\": \"%s %d\"}".formatted(i == 0 ? canaries.word("second") : "n", i))
                    .expect(200);
        }
        Answer change = api.put("/api/v1/tasks/" + task, """
                        {"description": "%s", "tags": ["%s"], "priority": "high"}""".formatted(canaries.word("other"), canaries.word("more")))
                .expect(200);
        api.post("/api/v1/changes/" + change.header("X-Correlation-Id") + "/revert", "{}")
                .expect(200);
        String gone = api.post("/api/v1/tasks", "{\"name\": \"" + canaries.word("gone") + "\"}")
                .expect(201)
                .text("/task_id");
        api.delete("/api/v1/tasks/" + gone).expect(204);
        api.post(
                        "/api/v1/chat",
                        "{\"message\": \"add buy %s\", \"session_id\": \"%s\"}"
                                .formatted(canaries.word("said"), canaries.word("session")))
                .expect(200);
        api.post(
                        "/api/v1/chat",
                        "{\"message\": \"delete %s\"}".formatted(canaries.words.get(canaries.words.size() - 2)))
                .expect(200);
        String process = api.post("/api/v1/processes", """
                        {"name": "%s", "description": "%s", "trigger_type": "event_based", "action": "create_task",
                         "parameters": {"name": "%s", "description": "%s", "tags": ["%s"]},
                         "event_filter": {"types": ["task.created"], "conditions": {"name": "%s"}}}""".formatted(
                                canaries.word("process"),
                                canaries.word("why"),
                                canaries.word("parameter"),
                                canaries.word("deep"),
                                canaries.word("ptag"),
                                canaries.word("condition")))
                .expect(201)
                .text("/process_id");
        api.put("/api/v1/processes/" + process, "{\"name\": \"" + canaries.word("renamed") + "\"}")
                .expect(200);
        api.post("/api/v1/processes/" + process + "/execute", null).expect(200);
    }

    private CompletableFuture<Integer> socket(HttpApi api) {
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", api.token())
                .buildAsync(URI.create(baseUrl().replace("http", "ws") + "/ws/any"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
                        closed.complete(status);
                        return CompletableFuture.completedStage(null);
                    }
                })
                .join();
        return closed;
    }

    @Test
    void givenDeletedTask_whenItsTextIsErased_thenHistoryShowsNullAndNothingBringsItBack() throws Exception {
        Canaries canaries = new Canaries();
        HttpApi api = HttpApi.newUser(baseUrl());
        String process = api.post("/api/v1/processes", """
                        {"name": "Fails", "trigger_type": "event_based", "action": "create_task",
                         "parameters": {"name": "never"},
                         "event_filter": {"types": ["task.created"], "condition": "int(task.description) > 3"}}""").expect(201).text("/process_id");
        String other =
                api.post("/api/v1/tasks", "{\"name\": \"stays\"}").expect(201).text("/task_id");
        String name = canaries.word("name");
        String task = api.post(
                        "/api/v1/tasks",
                        "{\"name\": \"%s\", \"description\": \"%s\", \"tags\": [\"%s\"]}"
                                .formatted(name, canaries.word("description"), canaries.word("tag")))
                .expect(201)
                .text("/task_id");
        Answer change = api.put(
                        "/api/v1/tasks/" + task,
                        "{\"description\": \"%s\", \"priority\": \"urgent\"}".formatted(canaries.word("later")))
                .expect(200);
        awaitDecisions(process, 2);
        api.post("/api/v1/chat", "{\"message\": \"what about %s?\", \"session_id\": \"talk\"}".formatted(name))
                .expect(200);
        api.delete("/api/v1/tasks/" + other).expect(204);
        api.delete("/api/v1/tasks/" + task + "/history").expect(409);
        api.delete("/api/v1/tasks/" + task).expect(204);
        HttpApi.newUser(baseUrl()).delete("/api/v1/tasks/" + task + "/history").expect(403);
        api.delete("/api/v1/tasks/" + UUID.randomUUID() + "/history").expect(404);

        Answer erased = api.delete("/api/v1/tasks/" + task + "/history").expect(200);

        assertThat(erased.json().at("/quoted_in/0/session_id").stringValue()).isEqualTo("talk");
        assertThat(erased.header("X-Correlation-Id")).isNotNull();
        assertThat(erased.json().at("/positions").toString()).isEqualTo("[[4,5]]");
        api.delete("/api/v1/chat/sessions/talk").expect(204);
        assertNowhere(canaries.words.subList(1, canaries.words.size()));
        JsonNode history = api.get("/api/v1/tasks/" + task + "/history?proof=true")
                .expect(200)
                .json()
                .at("/events");
        assertThat(history.at("/0/erased").toString()).isEqualTo("[\"name\",\"description\",\"tags\"]");
        assertThat(history.at("/0/proof/salt").isNull()).isTrue();
        assertThat(history.at("/0/proof/payload").stringValue()).contains("\"name\":null");
        assertThat(history.at("/2/changes/priority/to").stringValue()).isEqualTo("urgent");
        assertThat(history.at("/2/proof/salt").isString()).isTrue();
        assertThat(history.get(history.size() - 1).at("/type").stringValue()).isEqualTo("task.erased");
        JsonNode deleted = api.get("/api/v1/tasks?deleted=true").expect(200).json();
        assertThat(deleted.at("/tasks")).hasSize(2);
        assertThat(api.get("/api/v1/tasks/" + task + "?version=0")
                        .expect(200)
                        .json()
                        .at("/name")
                        .isNull())
                .isTrue();
        api.post("/api/v1/tasks/" + task + "/restore", null).expect(409);
        api.post("/api/v1/tasks/" + task + "/revert", "{\"version\": 0}").expect(409);
        JsonNode undone = api.post(
                        "/api/v1/changes/" + change.header("X-Correlation-Id") + "/revert",
                        "{\"on_conflict\": \"force\"}")
                .expect(200)
                .json();
        assertThat(undone.at("/changes").toString()).doesNotContain(canaries.mark);
        api.post("/api/v1/changes/" + erased.header("X-Correlation-Id") + "/revert", "{\"on_conflict\": \"force\"}")
                .expect(200);
        api.get("/api/v1/changes/" + erased.header("X-Correlation-Id")).expect(200);
        api.get("/api/v1/changes?from=0").expect(200);
        api.get("/api/v1/tasks?deleted=true&as_of_position=4").expect(200);
        Answer again = api.delete("/api/v1/tasks/" + task + "/history").expect(200);
        assertThat(again.json().at("/position")).isEqualTo(erased.json().at("/position"));
        api.post("/api/v1/tasks/" + other + "/restore", null).expect(200);
        assertThat(ConsoleRun.of(database(), "verify-log").exitCode()).isZero();
        assertThat(ConsoleRun.of(database(), "verify").out()).contains("0 rows differ");
    }

    private static void awaitDecisions(String process, int number) throws Exception {
        Instant limit = Instant.now().plusSeconds(20);
        String count = "select count(*) from process.decision where outcome = 'condition_failed' and process_id = '"
                + process + "'";
        while (number(count) < number && Instant.now().isBefore(limit)) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(number(count)).isEqualTo(number);
    }

    @Test
    void givenErasure_whenItsEventOrItsRemainsAreAltered_thenFound() throws Exception {
        HttpApi api = HttpApi.newUser(baseUrl());
        String task = api.post("/api/v1/tasks", "{\"name\": \"a\"}").expect(201).text("/task_id");
        api.post("/api/v1/tasks", "{\"name\": \"b\"}").expect(201);
        api.delete("/api/v1/tasks/" + task).expect(204);
        api.delete("/api/v1/tasks/" + task + "/history").expect(200);
        String owner = " where owner_id = '" + api.userId() + "'";
        String[][] alterations = {
            {
                "update eventstore.event set payload = replace(convert_from(payload, 'UTF8'), 'medium', 'urgent')::bytea"
                        + owner + " and position = 2",
                "is altered"
            },
            {"update eventstore.event set salt = null" + owner + " and position = 3", "gone without an event of erasure"
            },
            {"delete from eventstore.event" + owner + " and position = 5", "cut off"},
            {
                "update eventstore.event set payload = replace(convert_from(payload, 'UTF8'), '[[2,2]]', '[[2,3]]')::bytea"
                        + owner + " and position = 5",
                "altered"
            },
        };
        for (String[] alteration : alterations) {
            execute("create table kept as select * from eventstore.event" + owner, alteration[0]);
            try {
                ConsoleRun run = ConsoleRun.of(database(), "verify-log");
                assertThat(run.exitCode()).as(alteration[0]).isOne();
                assertThat(run.out()).as(alteration[0]).contains(api.userId()).contains(alteration[1]);
            } finally {
                execute(
                        "delete from eventstore.event" + owner,
                        "insert into eventstore.event select * from kept",
                        "drop table kept");
            }
        }
        assertThat(ConsoleRun.of(database(), "verify-log").exitCode()).isZero();
    }

    @Test
    void givenWritesUnderWay_whenAccountErased_thenNothingIsWrittenAfterItAndNobodyGetsAnInternalError()
            throws Exception {
        Canaries canaries = new Canaries();
        String word = canaries.word("racing");
        HttpApi api = HttpApi.newUser(baseUrl());
        String task = api.post("/api/v1/tasks", "{\"name\": \"a\"}").expect(201).text("/task_id");
        CountDownLatch written = new CountDownLatch(4);
        ExecutorService writers = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<Integer>>> results = new ArrayList<>();
            for (int w = 0; w < 4; w++) {
                int writer = w;
                Callable<List<Integer>> work = () -> {
                    List<Integer> statuses = new ArrayList<>();
                    for (int i = 0; statuses.isEmpty() || statuses.get(statuses.size() - 1) != 401; i++) {
                        statuses.add(
                                writer % 2 == 0
                                        ? api.put("/api/v1/tasks/" + task, "{\"name\": \"" + word + i + writer + "\"}")
                                                .status()
                                        : api.post("/api/v1/tasks", "{\"name\": \"" + word + "\"}")
                                                .status());
                        if (i == 0) {
                            written.countDown();
                        }
                    }
                    return statuses;
                };
                results.add(writers.submit(work));
            }
            assertThat(written.await(30, TimeUnit.SECONDS)).isTrue();
            TimeUnit.MILLISECONDS.sleep(300);
            api.post("/me/erase", "{\"password\": \"securepass123\"}").expect(200);
            for (Future<List<Integer>> result : results) {
                assertThat(result.get(30, TimeUnit.SECONDS))
                        .containsAnyOf(200, 201)
                        .allMatch(status -> status < 500);
            }
        } finally {
            writers.shutdownNow();
        }
        assertNowhere(canaries.words);
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select type from eventstore.event where owner_id = '"
                        + api.userId() + "' order by position desc limit 1")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isEqualTo("account.erased");
        }
        assertThat(ConsoleRun.of(database(), "verify-log").exitCode()).isZero();
    }

    @Test
    void givenErasedAccount_whenSomeoneElseTouchesWhatItHad_thenNothingIsThere() {
        HttpApi api = HttpApi.newUser(baseUrl());
        String task = "/api/v1/tasks/"
                + api.post("/api/v1/tasks", "{\"name\": \"a\"}").expect(201).text("/task_id");
        String deleted = "/api/v1/tasks/"
                + api.post("/api/v1/tasks", "{\"name\": \"a\"}").expect(201).text("/task_id");
        api.delete(deleted).expect(204);
        String process = "/api/v1/processes/"
                + api.post("/api/v1/processes", """
                        {"name": "a", "action": "create_task", "parameters": {"name": "b"}}""").expect(201).text("/process_id");
        String run = process + "/executions/"
                + api.post(process + "/execute", null).expect(200).text("/execution_id");
        HttpApi other = HttpApi.newUser(baseUrl());
        other.delete(task).expect(403);
        other.delete(process).expect(403);
        api.post("/me/erase", "{\"password\": \"securepass123\"}").expect(200);

        for (String path : List.of(task, deleted)) {
            other.get(path).expect(404);
            other.put(path, "{\"priority\": \"low\"}").expect(404);
            other.delete(path).expect(404);
            other.post(path + "/restore", null).expect(404);
            other.post(path + "/revert", "{\"version\": 0}").expect(404);
            other.get(path + "/history").expect(404);
            other.delete(path + "/history").expect(404);
        }
        other.get(process).expect(404);
        other.put(process, "{\"is_active\": false}").expect(404);
        other.delete(process).expect(404);
        other.post(process + "/execute", null).expect(404);
        other.get(run).expect(404);
        other.post(run + "/cancel", null).expect(404);
    }

    @Test
    void givenAdministrator_whenErasingUsers_thenTheBasisSaysSoAndOnesOwnNeedsThePassword() throws Exception {
        HttpApi admin = HttpApi.newUser(baseUrl());
        execute("update account set admin = true where user_id = '" + admin.userId() + "'");
        HttpApi api = HttpApi.newUser(baseUrl());
        api.post("/api/v1/tasks", "{\"name\": \"a\"}").expect(201);
        api.delete("/api/v1/admin/users/" + admin.userId()).expect(403);
        admin.delete("/api/v1/admin/users/" + admin.userId()).expect(409);
        Answer erased = admin.delete("/api/v1/admin/users/" + api.userId()).expect(200);
        assertThat(erased.text("/basis")).isEqualTo("administrator");
        admin.delete("/api/v1/admin/users/" + api.userId()).expect(404);
        api.get("/me").expect(401);
    }

    @Test
    void givenTwoAdministrators_whenTheyEraseEachOtherAtOnce_thenOneIsLeft() throws Exception {
        HttpApi one = HttpApi.newUser(baseUrl());
        HttpApi other = HttpApi.newUser(baseUrl());
        execute("update account set admin = true where user_id in ('" + one.userId() + "', '" + other.userId() + "')");
        outwaitLeases();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Connection registering = database().dataSource().getConnection()) {
            registering.setAutoCommit(false);
            registering.createStatement().execute("select pg_advisory_xact_lock(hashtextextended('register', 0))");
            Future<Integer> first = threads.submit(
                    () -> one.delete("/api/v1/admin/users/" + other.userId()).status());
            Future<Integer> second = threads.submit(
                    () -> other.delete("/api/v1/admin/users/" + one.userId()).status());
            TimeUnit.MILLISECONDS.sleep(1_000);
            registering.rollback();
            assertThat(List.of(first.get(20, TimeUnit.SECONDS), second.get(20, TimeUnit.SECONDS)))
                    .containsExactlyInAnyOrder(200, 401);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void givenRebuildRuns_whenErasing_thenTriedAgainLater() throws Exception {
        HttpApi api = HttpApi.newUser(baseUrl());
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String projection : List.of("undo_job", "bi")) {
                statement.execute("select pg_advisory_lock(hashtextextended('rebuild " + projection + "', 0))");
                Answer refused = api.post("/me/erase", "{\"password\": \"securepass123\"}")
                        .expect(503);
                assertThat(refused.header("Retry-After")).isNotNull();
                api.get("/me").expect(200);
                statement.execute("select pg_advisory_unlock_all()");
            }
        }
        api.post("/me/erase", "{\"password\": \"securepass123\"}").expect(200);
    }

    private static int number(String sql) throws SQLException {
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
