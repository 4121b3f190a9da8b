package behflow.gateway.process;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.HttpApi;
import behflow.HttpApi.Answer;
import behflow.Node;
import behflow.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Processes that time starts: two nodes over one database, with real Quartz. The last test kills one of them. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ScheduleIT {

    private static final String PROCESSES = "/api/v1/processes";
    private static final DateTimeFormatter START = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss");
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final JdbcClient JDBC = JdbcClient.create(DATABASE.dataSource());
    private static final String[] QUICK = {
        "behflow.processes.lease=3s",
        "behflow.processes.reconcile-interval=3s",
        "spring.quartz.properties.org.quartz.scheduler.idleWaitTime=1000",
        "spring.quartz.properties.org.quartz.jobStore.clusterCheckinInterval=1000"
    };

    private static Node one;
    private static Node two;

    private HttpApi api;

    @BeforeAll
    static void start() {
        // One after the other: the first migrates.
        one = Node.here(DATABASE, QUICK);
        two = Node.ofItsOwn(DATABASE, QUICK);
    }

    @AfterAll
    static void stop() {
        two.close();
        one.close();
    }

    @BeforeEach
    void newUser() {
        api = HttpApi.newUser(one.baseUrl());
    }

    @Test
    void givenTwoNodes_whenProcessesAreDue_thenEachRunsOnce() {
        Instant due = Instant.now().plusSeconds(5).truncatedTo(ChronoUnit.SECONDS);
        List<String> processes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            processes.add(create("\"recurrence\": \"%s\"".formatted(daily(due))));
        }
        String off = create("\"recurrence\": \"%s\"".formatted(daily(due)));
        api.put(PROCESSES + "/" + off, "{\"is_active\": false}").expect(200);
        String changed = create("\"recurrence\": \"%s\"".formatted(daily(due)));
        api.put(PROCESSES + "/" + changed, "{\"recurrence\": \"%s\"}".formatted(daily(due.plusSeconds(3_600))))
                .expect(200);
        String deleted = create("\"recurrence\": \"%s\"".formatted(daily(due)));
        api.delete(PROCESSES + "/" + deleted).expect(204);
        String lost = create("\"recurrence\": \"%s\"".formatted(daily(due.minusSeconds(1))));
        until("its trigger is there", () -> triggers(due.minusSeconds(1)) == 1);
        JDBC.sql("delete from scheduler.qrtz_simple_triggers where trigger_name = ?")
                .param(due.minusSeconds(1).toString())
                .update();
        JDBC.sql("delete from scheduler.qrtz_triggers where trigger_name = ?")
                .param(due.minusSeconds(1).toString())
                .update();

        until("all have run", () -> processes.stream().allMatch(this::hasRun) && hasRun(lost));

        processes.add(lost);
        for (String process : processes) {
            JsonNode runs = executions(process);
            assertThat(runs.size()).isOne();
            assertThat(runs.at("/0/cause/trigger").stringValue()).isEqualTo("schedule");
            assertThat(Instant.parse(runs.at("/0/cause/fired_at").stringValue()))
                    .isEqualTo(process.equals(lost) ? due.minusSeconds(1) : due);
        }
        assertThat(api.get("/api/v1/tasks").json().at("/tasks").size()).isEqualTo(21);
        assertThat(hasRun(off)).isFalse();
        assertThat(hasRun(changed)).isFalse();
        assertThat(timers(off)).isZero();
        assertThat(timers(deleted)).isZero();
        assertThat(timers(changed)).isOne();
    }

    @Test
    void givenNothingRanForDays_whenNodesAreBack_thenOneRunMakesUpAndTheOthersAreRecordedAsMissed() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String daily = create("\"recurrence\": \"%s\""
                .formatted(daily(now.minus(Duration.ofDays(9)).minusSeconds(600))));
        String strict = create("\"recurrence\": \"%s\", \"catchup_window\": \"PT2M\""
                .formatted(daily(now.minus(Duration.ofDays(9)).minusSeconds(600))));
        until("timers are there", () -> timers(daily) == 1 && timers(strict) == 1);
        for (String process : List.of(daily, strict)) {
            JDBC.sql("update process.timer set done_until = now() - interval '3 days', next_due = now()"
                            + " where process_id = ?::uuid")
                    .param(process)
                    .update();
        }

        until(
                "the times were decided",
                () -> decisions(daily).size() == 2 && decisions(strict).size() == 3);

        until("it has run", () -> hasRun(daily));
        assertThat(Instant.parse(executions(daily).at("/0/cause/fired_at").stringValue()))
                .isEqualTo(now.minusSeconds(600));
        assertThat(decisions(daily).at("/0/outcome").stringValue()).isEqualTo("missed");
        assertThat(decisions(daily).at("/0/reason").stringValue()).contains("makes up for it");
        assertThat(decisions(strict).at("/0/reason").stringValue()).contains("catchup_window of PT2M");
        assertThat(hasRun(strict)).isFalse();
    }

    @Test
    void givenUsersInZones_whenABuiltInProcessIsDueInOne_thenOneRunForEachUserThere() {
        List<HttpApi> there = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            HttpApi user = HttpApi.newUser(two.baseUrl());
            user.put("/me/settings", "{\"timezone\": \"Pacific/Chatham\"}").expect(200);
            there.add(user);
        }
        String task = there.get(0)
                .post("/api/v1/tasks", "{\"name\": \"A\", \"due_date\": \"2020-01-01\"}")
                .expect(201)
                .text("/task_id");
        String process = builtIn();
        until("the zone has a timer", () -> timers(process, "Pacific/Chatham") == 1);
        JDBC.sql("update process.timer set done_until = now() - interval '1 day', next_due = now()"
                        + " where process_id = ?::uuid and zone = 'Pacific/Chatham'")
                .param(process)
                .update();

        until(
                "all of them have run",
                () -> there.stream()
                        .allMatch(user -> executions(user, process)
                                .at("/0/status")
                                .asString("")
                                .equals("success")));

        there.forEach(user -> assertThat(executions(user, process).size()).isOne());
        assertThat(executions(api, process).size()).isZero();
        JsonNode run = executions(there.get(0), process).at("/0");
        assertThat(run.at("/cause/trigger").stringValue()).isEqualTo("schedule");
        assertThat(run.at("/counts/changed").intValue()).isOne();
        assertThat(there.get(0).get("/api/v1/tasks/" + task).text("/due_date"))
                .startsWith(LocalDate.now(java.time.ZoneId.of("Pacific/Chatham"))
                        .atTime(23, 59, 59)
                        .atZone(java.time.ZoneId.of("Pacific/Chatham"))
                        .toInstant()
                        .toString()
                        .substring(0, 10));
        until(
                "none is on its way",
                () -> JDBC.sql("select count(*) from process.fan_out")
                                .query(Long.class)
                                .single()
                        == 0);
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void givenARunInItsMiddle_whenItsNodeIsKilled_thenAnotherFinishesIt() {
        for (int i = 0; i < 400; i++) {
            api.post("/api/v1/tasks", "{\"name\": \"T\", \"due_date\": \"2020-01-01\"}")
                    .expect(201);
        }
        String process = builtIn();
        HttpApi onTwo = HttpApi.anonymous(two.baseUrl()).withToken(api.token());
        CompletableFuture<?> asking =
                CompletableFuture.runAsync(() -> onTwo.post(PROCESSES + "/" + process + "/execute", null));
        until("it is in its middle", () -> moved() > 20);
        two.close();
        assertThat(asking).failsWithin(Duration.ofSeconds(10));
        Instant killed = Instant.now();
        String next = create("\"recurrence\": \"%s\"".formatted(daily(killed.plusSeconds(4))));

        until(
                "another node has finished it",
                () -> executions(process).at("/0/status").asString("").equals("success"));

        JsonNode run = executions(process).at("/0");
        assertThat(executions(process).size()).isOne();
        assertThat(run.at("/attempt").intValue()).isEqualTo(2);
        assertThat(run.at("/counts/changed").intValue()).isEqualTo(400);
        assertThat(moved()).isEqualTo(400);
        until("what is due goes on", () -> hasRun(next));
        assertThat(Duration.between(killed, Instant.now())).isLessThan(Duration.ofMinutes(1));
    }

    private long moved() {
        return JDBC.sql(
                        "select count(*) from eventstore.event e where e.type = 'task.rescheduled' and e.owner_id = ?::uuid")
                .param(api.userId())
                .query(Long.class)
                .single();
    }

    private static String daily(Instant first) {
        return "DTSTART:" + LocalDateTime.ofInstant(first, ZoneOffset.UTC).format(START) + "\\nRRULE:FREQ=DAILY";
    }

    private String create(String more) {
        Answer created = api.post(PROCESSES, """
                        {"name": "Daily", "trigger_type": "time_based", "action": "create_task",
                        "parameters": {"name": "Occurrence"}, %s}""".formatted(more));
        return created.expect(201).text("/process_id");
    }

    private String builtIn() {
        for (JsonNode process : api.get(PROCESSES).expect(200).json().at("/processes")) {
            if (process.at("/name").stringValue().equals("reschedule_remaining_tasks")) {
                return process.at("/process_id").stringValue();
            }
        }
        throw new AssertionError("No built-in process");
    }

    private boolean hasRun(String process) {
        return executions(process).at("/0/status").asString("").equals("success");
    }

    private JsonNode executions(String process) {
        return executions(api, process);
    }

    private static JsonNode executions(HttpApi user, String process) {
        return user.get(PROCESSES + "/" + process + "/executions")
                .expect(200)
                .json()
                .at("/executions");
    }

    private JsonNode decisions(String process) {
        return api.get(PROCESSES + "/" + process + "/decisions")
                .expect(200)
                .json()
                .at("/decisions");
    }

    private static long timers(String process) {
        return JDBC.sql("select count(*) from process.timer where process_id = ?::uuid")
                .param(process)
                .query(Long.class)
                .single();
    }

    private static long timers(String process, String zone) {
        return JDBC.sql("select count(*) from process.timer where process_id = ?::uuid and zone = ?")
                .params(process, zone)
                .query(Long.class)
                .single();
    }

    private static long triggers(Instant due) {
        return JDBC.sql("select count(*) from scheduler.qrtz_triggers where trigger_name = ?")
                .param(due.toString())
                .query(Long.class)
                .single();
    }

    private static void until(String what, BooleanSupplier condition) {
        Instant end = Instant.now().plusSeconds(50);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as(what).isBefore(end);
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }
}
