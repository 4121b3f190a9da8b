package behflow.gateway.process;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.HttpApi;
import behflow.HttpApi.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Runs that fail, last too long, stand in each other's way, are cancelled on another node, or lose theirs. */
class ReliabilityIT extends TwoNodesIT {

    @Test
    void givenARunInItsMiddle_whenItsNodeIsKilled_thenAnotherFinishesIt() {
        String process;
        CompletableFuture<?> asking;
        do {
            newUser();
            for (int i = 0; i < 200; i++) {
                api.post("/api/v1/tasks", "{\"name\": \"T\", \"due_date\": \"2020-01-01\"}")
                        .expect(201);
            }
            process = process("test_slow", "\"overlap\": \"skip\"");
            HttpApi onTwo = HttpApi.anonymous(two().baseUrl()).withToken(api.token());
            String execute = PROCESSES + "/" + process + "/execute";
            asking = CompletableFuture.runAsync(() -> onTwo.post(execute, null));
            until("it is in its middle", () -> moved() > 20);
            // Whichever node sees it first takes it: this is about the one that can be killed.
        } while (isOnNodeOne(process));
        String killedRun = process;
        // A run that lasts longer than anybody waits is answered as running.
        boolean answered = asking.isDone();
        killTwo();
        if (!answered) {
            assertThat(asking).failsWithin(Duration.ofSeconds(10));
        }
        Instant killed = Instant.now();
        String next = create("\"recurrence\": \"%s\"".formatted(daily(killed.plusSeconds(4))));

        until(
                "another node has finished it",
                () -> executions(killedRun).at("/0/status").asString("").equals("success"));

        JsonNode run = executions(process).at("/0");
        assertThat(executions(process).size()).isOne();
        assertThat(run.at("/attempt").intValue()).isEqualTo(2);
        assertThat(run.at("/counts/changed").intValue()).isEqualTo(200);
        assertThat(moved()).isEqualTo(200);
        until("what is due goes on", () -> hasRun(next));
        assertThat(Duration.between(killed, Instant.now())).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void givenTenFailuresInARow_whenTheLastEnds_thenTheProcessIsPausedAndItsOwnerTold() {
        String process = process("test_fail", "\"trigger_type\": \"time_based\", \"schedule\": \"0 0 1 1 *\"");
        for (int i = 0; i < 10; i++) {
            assertThat(api.get(PROCESSES + "/" + process)
                            .json()
                            .at("/is_active")
                            .booleanValue())
                    .isTrue();
            Answer run = execute(api, process);
            assertThat(run.text("/status")).isEqualTo("failed");
            assertThat(run.text("/failure")).isEqualTo("error");
            assertThat(run.text("/message")).isEqualTo("An internal error ended the run.");
        }

        until(
                "it is paused",
                () -> !api.get(PROCESSES + "/" + process)
                        .json()
                        .at("/is_active")
                        .booleanValue());

        JsonNode events = api.get("/api/v1/events?limit=500").json().at("/events");
        assertThat(events.findValuesAsString("type")).contains("process.paused");
        until("it is told why", () -> decisions(process).size() == 1);
        assertThat(decisions(process).at("/0/outcome").stringValue()).isEqualTo("paused");
        assertThat(decisions(process).at("/0/reason").stringValue()).startsWith("It failed 10 times in a row");
        until("no time starts it", () -> timers(process) == 0);
        api.put(PROCESSES + "/" + process, "{\"is_active\": true}").expect(200);
        until("times start it again", () -> timers(process) == 1);
    }

    @Test
    void givenATimeLimit_whenARunLastsLonger_thenItFails() {
        String process = process("test_wait", "\"time_limit\": \"PT1S\"");

        String run = execute(api, process).text("/execution_id");

        until("it has ended", () -> status(process, run).equals("failed"));
        assertThat(api.get(PROCESSES + "/" + process + "/executions/" + run).text("/failure"))
                .isEqualTo("time_limit");
    }

    @Test
    void givenARunOnOneNode_whenCancelledOnAnother_thenItEnds() {
        String process = process("test_wait", "\"overlap\": \"skip\"");
        HttpApi onTwo = HttpApi.anonymous(two().baseUrl()).withToken(api.token());
        String run = execute(onTwo, process).text("/execution_id");
        assertThat(execute(api, process).text("/execution_id")).isEqualTo(run);

        api.post(PROCESSES + "/" + process + "/executions/" + run + "/cancel", null)
                .expect(200);

        until("it has ended", () -> status(process, run).equals("failed"));
        assertThat(api.get(PROCESSES + "/" + process + "/executions/" + run).text("/failure"))
                .isEqualTo("cancelled");
    }

    @Test
    void givenARun_whenItsOwnersAccountIsDisabled_thenItEnds() {
        String process = process("test_wait", "\"overlap\": \"skip\"");
        String run = execute(api, process).text("/execution_id");
        enable(false);

        until(
                "it has ended",
                () -> JDBC.sql("select count(*) from process.run where execution_id = ?::uuid")
                                .param(run)
                                .query(Long.class)
                                .single()
                        == 0);

        enable(true);
        assertThat(status(process, run)).isEqualTo("failed");
        assertThat(api.get(PROCESSES + "/" + process + "/executions/" + run).text("/failure"))
                .isEqualTo("cancelled");
    }

    @Test
    void givenBufferOne_whenAskedThreeTimes_thenOneRunsOneWaitsAndTheThirdDoesNotTakePlace() {
        String process = process("test_wait", "\"overlap\": \"buffer_one\"");
        String first = execute(api, process).text("/execution_id");
        String second = execute(api, process).text("/execution_id");
        String third = execute(api, process).text("/execution_id");

        assertThat(second).isNotEqualTo(first);
        assertThat(third).isIn(first, second);
        api.post(PROCESSES + "/" + process + "/executions/" + second + "/cancel", null)
                .expect(200);
        assertThat(status(process, second)).isEqualTo("failed");
        assertThat(status(process, first)).isEqualTo("running");
        api.post(PROCESSES + "/" + process + "/executions/" + first + "/cancel", null)
                .expect(200);
        until("nothing is left running", () -> status(process, first).equals("failed"));
    }

    @Test
    void givenCancelOther_whenAskedAgain_thenTheFirstIsCancelledAndTheSecondRuns() {
        String process = process("test_wait", "\"overlap\": \"cancel_other\"");
        String first = execute(api, process).text("/execution_id");
        String second = execute(api, process).text("/execution_id");

        until("the first has ended", () -> status(process, first).equals("failed"));
        assertThat(status(process, second)).isEqualTo("running");
        api.delete(PROCESSES + "/" + process).expect(204);
        api.post(PROCESSES + "/" + process + "/executions/" + second + "/cancel", null);
    }

    private String process(String action, String more) {
        return api.post(PROCESSES, "{\"name\": \"Test\", \"action\": \"%s\", %s}".formatted(action, more))
                .expect(201)
                .text("/process_id");
    }

    private static Answer execute(HttpApi user, String process) {
        return user.post(PROCESSES + "/" + process + "/execute", null).expect(200);
    }

    private String status(String process, String run) {
        return api.get(PROCESSES + "/" + process + "/executions/" + run)
                .expect(200)
                .text("/status");
    }

    private static boolean isOnNodeOne(String process) {
        return JDBC.sql("select node from process.run where process_id = ?::uuid and running")
                .param(process)
                .query(UUID.class)
                .single()
                .equals(one.identity());
    }

    private long moved() {
        return JDBC.sql(
                        "select count(*) from eventstore.event e where e.type = 'task.rescheduled' and e.owner_id = ?::uuid")
                .param(api.userId())
                .query(Long.class)
                .single();
    }
}
