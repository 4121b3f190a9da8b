package behflow.gateway.process;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.HttpApi;
import behflow.Node;
import behflow.testing.DedicatedPostgres;
import behflow.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** A database that is killed and started again while a process runs. */
class DatabaseLossIT {

    private static final int TASKS = 300;
    private static final String MOVED = "select count(*) from eventstore.event where type = 'task.rescheduled'";
    private static final String WAITING =
            "select count(*) from pg_locks where not granted and relation = 'eventstore.snapshot'::regclass";

    @Test
    void givenALongRun_whenPostgreSqlIsKilledAndStartedAgain_thenItGoesOnAndSucceeds() throws SQLException {
        try (DedicatedPostgres postgres = TestDatabase.dedicated();
                Node node = Node.here(
                        postgres.database(), "spring.profiles.active=test-actions", "behflow.processes.lease=60s")) {
            HttpApi api = HttpApi.newUser(node.baseUrl());
            for (int i = 0; i < TASKS; i++) {
                api.post("/api/v1/tasks", "{\"name\": \"T\", \"due_date\": \"2020-01-01\"}")
                        .expect(201);
            }
            String process = api.post("/api/v1/processes", "{\"name\": \"Slow\", \"action\": \"test_slow\"}")
                    .expect(201)
                    .text("/process_id");

            killInTheMiddle(
                    postgres,
                    () -> CompletableFuture.runAsync(
                            () -> api.post("/api/v1/processes/" + process + "/execute", null)));
            postgres.restart();

            JdbcClient jdbc = JdbcClient.create(postgres.dataSource());
            until("it is over", () -> !status(jdbc).equals("running"));
            assertThat(status(jdbc)).isEqualTo("success");
            JsonNode run = api.get("/api/v1/processes/" + process + "/executions")
                    .expect(200)
                    .json()
                    .at("/executions/0");
            assertThat(run.at("/attempt").intValue()).isOne();
            assertThat(run.at("/counts/changed").intValue()
                            + run.at("/counts/skipped").intValue())
                    .isEqualTo(TASKS);
            assertThat(jdbc.sql(MOVED).query(Long.class).single()).isEqualTo(TASKS);
        }
    }

    /** While it reads its own events, to say how far it has come. */
    private static void killInTheMiddle(DedicatedPostgres postgres, Runnable execute) throws SQLException {
        try (Connection other = postgres.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            execute.run();
            until("it goes on", () -> count(statement, MOVED) > 0);
            other.setAutoCommit(false);
            statement.execute("lock table eventstore.snapshot in access exclusive mode");
            until("it waits", () -> count(statement, WAITING) > 0);
            assertThat(count(statement, MOVED)).isLessThan(TASKS - 20);
            postgres.kill9();
        }
    }

    private static long count(Statement statement, String sql) {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String status(JdbcClient jdbc) {
        return jdbc.sql("select status from execution_view").query(String.class).single();
    }

    private static void until(String what, BooleanSupplier condition) {
        Instant end = Instant.now().plusSeconds(50);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as(what).isBefore(end);
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }
}
