package behflow.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.ConsoleRun;
import behflow.HttpApi;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A damaged view is found, made anew while people read and write, and comes out equal to its events. */
class ProjectionsIT extends BehflowIT {

    @Test
    void givenDamagedView_whenRebuiltUnderWrites_thenEqualToItsEvents() throws Exception {
        HttpApi api = HttpApi.newUser(baseUrl());
        String first = api.post("/api/v1/tasks", "{\"name\": \"true\"}").text("/task_id");
        api.post("/api/v1/tasks", "{\"name\": \"gone\"}").expect(201);
        assertThat(ConsoleRun.of(database(), "verify").out()).contains("0 rows differ");
        execute(
                "update task_view set name = 'false' where task_id = '" + first + "'",
                "delete from task_view where name = 'gone' and owner_id = '" + api.userId() + "'");
        ConsoleRun damaged = ConsoleRun.of(database(), "verify", "task_view");
        assertThat(damaged.exitCode()).isOne();
        assertThat(damaged.out()).contains(first).contains("2 rows differ");

        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Integer> writing = CompletableFuture.supplyAsync(() -> {
            int writes = 0;
            while (!over.get()) {
                String id = api.post("/api/v1/tasks", "{\"name\": \"during\"}")
                        .expect(201)
                        .text("/task_id");
                api.put("/api/v1/tasks/" + id, "{\"priority\": \"high\"}").expect(200);
                assertThat(api.get("/api/v1/tasks/" + id).expect(200).text("/priority"))
                        .isEqualTo("high");
                writes++;
            }
            return writes;
        });
        ConsoleRun rebuild = ConsoleRun.of(database(), "rebuild", "task_view");
        over.set(true);
        assertThat(rebuild.exitCode()).as(rebuild.err()).isZero();
        assertThat(rebuild.out()).contains("done").contains("events");
        assertThat(writing.get(60, TimeUnit.SECONDS)).isPositive();
        assertThat(ConsoleRun.of(database(), "verify").out()).contains("0 rows differ");
        assertThat(api.get("/api/v1/tasks/" + first).text("/name")).isEqualTo("true");
        assertThat(indexNames()).contains("task_view_owner").doesNotContain("__next");

        api.put("/api/v1/tasks/" + first, "{\"name\": \"later\"}").expect(200);
        assertThat(ConsoleRun.of(database(), "rebuild", "task_view", "--back").exitCode())
                .isZero();
        assertThat(api.get("/api/v1/tasks/" + first).text("/name")).isEqualTo("later");
        assertThat(ConsoleRun.of(database(), "rebuild", "task_view").exitCode()).isZero();
        assertThat(ConsoleRun.of(database(), "verify").out()).contains("0 rows differ");
    }

    @Test
    void givenRebuildRuns_whenStartedAgain_thenRefused() throws SQLException {
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_lock(hashtextextended('rebuild chat_session_view', 0))");
            ConsoleRun refused = ConsoleRun.of(database(), "rebuild", "chat_session_view");
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.err()).contains("being rebuilt already");
        }
        ConsoleRun unknown = ConsoleRun.of(database(), "rebuild", "nonsense");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("task_view, ");
        assertThat(ConsoleRun.of(database(), "nonsense").exitCode()).isEqualTo(2);
    }

    @Test
    void givenAdministrator_whenRebuilding_thenAcceptedAndReported() throws Exception {
        HttpApi api = HttpApi.newUser(baseUrl());
        api.get("/api/v1/admin/projections");
        execute("update account set admin = true where user_id = '" + api.userId() + "'");
        outwaitLeases();
        HttpApi other = HttpApi.newUser(baseUrl());
        other.get("/api/v1/admin/projections").expect(403);
        other.post("/api/v1/admin/projections/task_view/rebuild", null).expect(403);
        api.post("/api/v1/admin/projections/nonsense/rebuild", null).expect(404);
        api.post("/api/v1/admin/projections/chat_message_view/rebuild", null).expect(202);
        Instant limit = Instant.now().plus(Duration.ofSeconds(30));
        String state;
        do {
            TimeUnit.MILLISECONDS.sleep(100);
            String body = api.get("/api/v1/admin/projections").expect(200).body();
            state = body.contains("\"rebuilding\"") ? "rebuilding" : body.contains("\"done\"") ? "done" : "?";
        } while (!state.equals("done") && Instant.now().isBefore(limit));
        assertThat(state).isEqualTo("done");
    }

    @Test
    void givenRebuildThatDied_whenLookedAt_thenFailed_andOneThatSaysNothingForLongGoesOn() throws Exception {
        HttpApi api = HttpApi.newUser(baseUrl());
        execute(
                "update account set admin = true where user_id = '" + api.userId() + "'",
                "insert into projection_rebuild (projection, state, done, total, started_at, updated_at) values"
                        + " ('undo_job', 'running', 5, 10, now() - interval '1 hour', now() - interval '1 hour')"
                        + " on conflict (projection) do update set state = 'running', finished_at = null");
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_lock(hashtextextended('rebuild undo_job', 0))");
            assertThat(state(api)).isEqualTo("rebuilding running");
        }
        Instant limit = Instant.now().plus(Duration.ofSeconds(10));
        while (state(api).equals("rebuilding running") && Instant.now().isBefore(limit)) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(state(api)).isEqualTo("failed failed");
        assertThat(ConsoleRun.of(database(), "rebuild", "undo_job").exitCode()).isZero();
        assertThat(state(api)).isEqualTo("live done");
    }

    private static String state(HttpApi admin) {
        for (var projection :
                admin.get("/api/v1/admin/projections").expect(200).json().path("projections")) {
            if (projection.path("name").asString().equals("undo_job")) {
                return projection.path("state").asString() + " "
                        + projection.at("/rebuild/state").asString();
            }
        }
        throw new AssertionError("No projection undo_job");
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String indexNames() throws SQLException {
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select string_agg(indexname, ' ') from pg_indexes where tablename = 'task_view'")) {
            row.next();
            return row.getString(1);
        }
    }
}
