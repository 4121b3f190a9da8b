package behflow.gateway.process;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.HttpApi.Answer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Runs between being asked for and beginning, and between two nodes: what only a race or a death brings about is made here by
 * what it leaves in {@code process.run}.
 */
class HandOverIT extends TwoNodesIT {

    private static final String MANUAL = "{\"trigger\": \"manual\"}";
    private static final String SCHEDULED = "{\"trigger\": \"schedule\", \"firedAt\": \"2026-01-01T00:00:00Z\"}";

    @Test
    void givenARunByHandThatANewerOneReplaces_whenTakenBeforeItsBeginningIsStored_thenItHasEnded() {
        String process =
                create("\"recurrence\": \"%s\"".formatted(daily(Instant.now().plusSeconds(86_400))));
        String run = inLine(process, MANUAL, true);

        until("it is out of the line", () -> inLine(run) == 0);

        JsonNode ended = run(process, run).json();
        assertThat(ended.at("/status").stringValue()).isEqualTo("failed");
        assertThat(ended.at("/failure").stringValue()).isEqualTo("cancelled");
    }

    @Test
    void givenARunByHand_whenItsProcessIsDeletedBeforeItsBeginningIsStored_thenItHasEnded() {
        String process =
                create("\"recurrence\": \"%s\"".formatted(daily(Instant.now().plusSeconds(86_400))));
        api.delete("/api/v1/processes/" + process).expect(204);
        String run = inLine(process, MANUAL, false);

        until("it is out of the line", () -> inLine(run) == 0);

        JsonNode ended = run(process, run).json();
        assertThat(ended.at("/status").stringValue()).isEqualTo("failed");
        assertThat(ended.at("/failure").stringValue()).isEqualTo("gone");
    }

    @Test
    void givenARunThatNoNodeHas_whenItHasGoneOnForAMinute_thenItIsEnded_andCanBeUndone() {
        String process = process("test_wait", "");
        String run = execute(process).text("/execution_id");
        JDBC.sql("delete from process.run where execution_id = ?::uuid")
                .param(run)
                .update();
        assertThat(run(process, run).text("/status")).isEqualTo("running");

        JDBC.sql("update execution_view set started_at = started_at - interval '1 minute' where execution_id = ?::uuid")
                .param(run)
                .update();

        until("it has ended", () -> run(process, run).text("/status").equals("failed"));
        assertThat(run(process, run).text("/failure")).isEqualTo("node_lost");
        api.post("/api/v1/changes/" + run + "/revert", "{}").expect(200);
    }

    @Test
    void givenATriggeredRunThatNobodyTakes_whenExecutedByHand_thenAnsweredWithThatRun() throws SQLException {
        String process = create("\"overlap\": \"skip\", \"recurrence\": \"%s\""
                .formatted(daily(Instant.now().plusSeconds(86_400))));
        try (Connection connection = DATABASE.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            String run = lockedInLine(connection, process);

            assertThat(execute(process).text("/execution_id")).isEqualTo(run);
            assertThat(run(process, run).text("/status")).isEqualTo("running");

            connection.rollback();
        }
        until("it is over", () -> hasRun(process));
        assertThat(executions(process).size()).isOne();
        assertThat(executions(process).at("/0/cause/trigger").asString("")).isEqualTo("schedule");
    }

    @Test
    void givenARunThatWaits_whenItsOwnersAccountIsDisabled_thenItDoesNotTakePlace() {
        String process =
                create("\"recurrence\": \"%s\"".formatted(daily(Instant.now().plusSeconds(86_400))));
        String before = running(process);
        String run = inLine(process, SCHEDULED, false);
        enable(false);
        over(before);

        until("it is out of the line", () -> inLine(run) == 0);

        enable(true);
        assertThat(executions(process).size()).isZero();
        assertThat(decisions(process).at("/0/outcome").stringValue()).isEqualTo("disabled");
    }

    @Test
    void givenARunByHandThatWaits_whenItsProcessIsChanged_thenItFollowsTheVersionThatItNames() {
        String process = create("\"overlap\": \"buffer_one\", \"recurrence\": \"%s\""
                .formatted(daily(Instant.now().plusSeconds(86_400))));
        String before = running(process);
        Answer asked = execute(process);
        assertThat(asked.text("/status")).isEqualTo("running");
        api.put(PROCESSES + "/" + process, "{\"parameters\": {\"name\": \"Changed\"}}")
                .expect(200);
        over(before);

        until("it is over", () -> hasRun(process));

        assertThat(run(process, asked.text("/execution_id")).json().at("/rule_version"))
                .isEqualTo(asked.json().at("/rule_version"));
        assertThat(api.get("/api/v1/tasks").expect(200).json().at("/tasks").findValuesAsString("name"))
                .containsExactly("Occurrence");
    }

    @Test
    void givenARunThatMovesTasksByADay_whenAnotherNodeTakesItOver_thenEachTaskIsMovedOnce() {
        tasks(200);
        String process = process("test_later", "");
        CompletableFuture<Answer> asking = CompletableFuture.supplyAsync(() -> execute(process));
        until("it is in its middle", () -> moved() > 20);

        JDBC.sql("update process.run set node = ?, lease_until = now() - interval '1 second'"
                        + " where process_id = ?::uuid and running")
                .params(UUID.randomUUID(), process)
                .update();

        until("it is over", () -> hasRun(process));
        assertThat(asking).succeedsWithin(Duration.ofSeconds(10));
        JsonNode run = executions(process).at("/0");
        assertThat(run.at("/attempt").intValue()).isEqualTo(2);
        // Those that the first had under way are left as they are.
        assertThat(run.at("/counts/changed").intValue()
                        + run.at("/counts/skipped").intValue())
                .isEqualTo(200);
        assertThat(moved()).isEqualTo(200);
        assertThat(JDBC.sql("select count(distinct due_date) from task_view where owner_id = ?::uuid")
                        .param(api.userId())
                        .query(Long.class)
                        .single())
                .isOne();
    }

    @Test
    void givenARunThatTakesTooLong_whenItHasFailed_thenNothingHappensAfterwards() {
        tasks(200);
        String process = process("test_slow", "\"time_limit\": \"PT1S\"");

        String run = execute(process).text("/execution_id");

        until("it has ended", () -> run(process, run).text("/status").equals("failed"));
        List<String> types = JDBC.sql("select type from eventstore.event where owner_id = ?::uuid"
                        + " and correlation_id = ?::uuid order by position")
                .params(api.userId(), run)
                .query(String.class)
                .list();
        assertThat(types).last().isEqualTo("execution.failed");
        assertThat(run(process, run).json().at("/counts/changed").longValue()).isEqualTo(moved());
    }

    private void tasks(int number) {
        for (int i = 0; i < number; i++) {
            api.post("/api/v1/tasks", "{\"name\": \"T\", \"due_date\": \"2020-01-01\"}")
                    .expect(201);
        }
    }

    private String process(String action, String more) {
        return api.post(
                        PROCESSES,
                        "{\"name\": \"Test\", \"action\": \"%s\"%s}"
                                .formatted(action, more.isEmpty() ? "" : ", " + more))
                .expect(201)
                .text("/process_id");
    }

    private Answer execute(String process) {
        return api.post(PROCESSES + "/" + process + "/execute", null).expect(200);
    }

    private Answer run(String process, String run) {
        return api.get(PROCESSES + "/" + process + "/executions/" + run).expect(200);
    }

    private long moved() {
        return JDBC.sql("select count(*) from eventstore.event where type = 'task.rescheduled' and owner_id = ?::uuid")
                .param(api.userId())
                .query(Long.class)
                .single();
    }

    private String inLine(String process, String cause, boolean cancel) {
        String run = UUID.randomUUID().toString();
        JDBC.sql("insert into process.run (execution_id, owner_id, process_id, cause, causation_id, request_id, depth,"
                        + " urgent, cancel) values (?::uuid, ?::uuid, ?::uuid, ?, gen_random_uuid(), gen_random_uuid(), 1,"
                        + " false, ?)")
                .params(run, api.userId(), process, cause, cancel)
                .update();
        return run;
    }

    /** A run that is another node's for now. */
    private String running(String process) {
        String run = UUID.randomUUID().toString();
        JDBC.sql("insert into process.run (execution_id, owner_id, process_id, cause, causation_id, request_id, depth,"
                        + " urgent, running, node, lease_until) values (?::uuid, ?::uuid, ?::uuid, ?, gen_random_uuid(),"
                        + " gen_random_uuid(), 1, false, true, gen_random_uuid(), now() + interval '1 hour')")
                .params(run, api.userId(), process, SCHEDULED)
                .update();
        return run;
    }

    private static void over(String run) {
        JDBC.sql("delete from process.run where execution_id = ?::uuid")
                .param(run)
                .update();
    }

    private static long inLine(String run) {
        return JDBC.sql("select count(*) from process.run where execution_id = ?::uuid")
                .param(run)
                .query(Long.class)
                .single();
    }

    /** Where a node was quicker than we, another is put in line. */
    private String lockedInLine(Connection connection, String process) throws SQLException {
        while (true) {
            String run = inLine(process, SCHEDULED, false);
            try (PreparedStatement lock = connection.prepareStatement(
                    "select 1 from process.run where execution_id = ?::uuid and not running for update")) {
                lock.setString(1, run);
                if (lock.executeQuery().next()) {
                    return run;
                }
            }
            connection.rollback();
        }
    }
}
