package behflow.gateway.chat.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import behflow.BehflowIT;
import behflow.HttpApi;
import behflow.api.kernel.Ids;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RejectedException;
import behflow.api.process.OverlapPolicy;
import behflow.api.process.ProcessRule;
import behflow.api.process.TriggerType;
import behflow.api.process.command.CreateProcess;
import behflow.api.process.command.RepeatTask;
import behflow.api.task.Priority;
import behflow.api.task.command.CreateTask;
import behflow.gateway.kernel.CommandDoor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Repeated tasks: the process and today's task are one change. */
class RepeatIT extends BehflowIT {

    @Autowired
    private CommandDoor commands;

    private HttpApi api;

    @BeforeEach
    void newUser() {
        api = HttpApi.newUser(baseUrl());
    }

    @Test
    void givenTheFirstIsDueToday_whenRepeated_thenProcessAndTaskAreStoredAsOneAndItsTimerIsThereAtOnce() {
        long before = position();
        try (McpApi mcp = new McpApi(baseUrl(), api)) {
            JsonNode answer = mcp.done(
                    "repeat_task",
                    Map.of(
                            "name", "Stand-up",
                            "recurrence", "FREQ=DAILY",
                            "due_date", Instant.now().toString()));

            assertThat(answer.at("/tasks").size()).isOne();
            JsonNode events =
                    api.get("/api/v1/events?after=" + before).expect(200).json().at("/events");
            assertThat(events.findValuesAsString("type")).containsExactly("process.created", "task.created");
            assertThat(events.findValuesAsString("correlation_id"))
                    .containsOnly(answer.at("/correlation_id").stringValue());
            UUID process = UUID.fromString(answer.at("/process_id").stringValue());
            assertThat(transactionsOf(events)).isOne();
            assertThat(timers(process)).isOne();
        }
    }

    @Test
    void givenARuleThatSaysTheTimeToo_whenRepeated_thenTheTaskIsMadeAtTheStartOfTheDayAndDueAtTheTime() {
        try (McpApi mcp = new McpApi(baseUrl(), api)) {
            JsonNode answer = mcp.done("repeat_task", stretch("FREQ=WEEKLY;BYDAY=FR;BYHOUR=9;BYMINUTE=0"));

            assertThat(answer.at("/recurrence").stringValue()).isEqualTo("FREQ=WEEKLY;BYDAY=FR");
            JsonNode process = api.get(
                            "/api/v1/processes/" + answer.at("/process_id").stringValue())
                    .expect(200)
                    .json();
            assertThat(process.at("/recurrence").stringValue())
                    .isEqualTo("DTSTART:20350105T000000\nRRULE:FREQ=WEEKLY;BYDAY=FR");
            assertThat(process.at("/parameters/due_in").stringValue()).isEqualTo("P1DT-54000S");
        }
    }

    @Test
    void givenARuleWithOtherTimesThanTheDueDate_whenRepeated_thenItIsRefused() {
        try (McpApi mcp = new McpApi(baseUrl(), api)) {
            for (String times : List.of("BYHOUR=9,17", "BYHOUR=8", "BYHOUR=9;BYMINUTE=30", "BYMINUTE=0,30")) {
                assertThat(mcp.refused("repeat_task", stretch("FREQ=DAILY;" + times)))
                        .as(times)
                        .contains("due_date");
            }
            assertThat(mcp.done("repeat_task", stretch("FREQ=HOURLY;BYHOUR=9,17"))
                            .at("/recurrence")
                            .stringValue())
                    .isEqualTo("FREQ=HOURLY;BYHOUR=9,17");
        }
    }

    /** Due first on Friday, 5 January 2035, at 9. */
    private static Map<String, Object> stretch(String recurrence) {
        return Map.of("name", "Stretch", "recurrence", recurrence, "due_date", "2035-01-05T09:00");
    }

    @Test
    void givenTheTaskIsRefused_whenRepeated_thenThereIsNoProcessEither() {
        UUID user = UUID.fromString(api.userId());
        UUID taken = UUID.fromString(
                api.post("/api/v1/tasks", "{\"name\": \"A\"}").expect(201).text("/task_id"));
        UUID correlation = Ids.newId(user);
        long before = position();
        RepeatTask repeat = new RepeatTask(
                new CreateProcess(Ids.newId(user), user, "P", "", daily(), true),
                new CreateTask(taken, user, "B", "", Priority.MEDIUM, null, List.of()));

        assertThatThrownBy(() -> commands.send(repeat, Origin.ofUser(user, correlation)))
                .isInstanceOf(RejectedException.class);

        assertThat(position()).isEqualTo(before);
        assertThat(api.get("/api/v1/processes").expect(200).json().toString())
                .doesNotContain(repeat.process().processId().toString());
    }

    private long position() {
        return api.get("/api/v1/log/head").expect(200).json().at("/position").longValue();
    }

    private static ProcessRule daily() {
        return new ProcessRule(
                "create_task",
                Map.of("name", "B"),
                TriggerType.TIME_BASED.wire(),
                "0 0 * * *",
                null,
                "UTC",
                null,
                OverlapPolicy.SKIP.wire(),
                ProcessRule.DEFAULT_CATCHUP_WINDOW,
                ProcessRule.DEFAULT_TIME_LIMIT);
    }

    private static long transactionsOf(JsonNode events) {
        return JdbcClient.create(database().dataSource())
                .sql("select count(distinct tx) from eventstore.event where event_id = any (?::uuid[])")
                .param(events.findValuesAsString("event_id").toArray(String[]::new))
                .query(Long.class)
                .single();
    }

    private static long timers(UUID process) {
        Instant end = Instant.now().plusSeconds(20);
        long timers;
        do {
            timers = JdbcClient.create(database().dataSource())
                    .sql("select count(*) from process.timer where process_id = ?")
                    .param(process)
                    .query(Long.class)
                    .single();
        } while (timers == 0 && Instant.now().isBefore(end));
        return timers;
    }
}
