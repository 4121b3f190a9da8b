package behflow.gateway.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * A node that is killed by its process, and not asked first, while it has a trigger in hand, is in the middle of many runs, or
 * has reached some of the users. Until it has what the test is about, the other node leaves to it what time starts.
 */
class KillsIT extends TwoNodesIT {

    private static final int PROCESSES_DUE = 160;
    private static final int USERS = 1_000;
    private static final String ZONE = "Pacific/Marquesas";

    @AfterEach
    void bothTakePart() {
        one.heedTime();
    }

    @Test
    void givenANodeWithATriggerInHand_whenKilled_thenEachProcessRunsOnceElsewhere() {
        one.leaveTimeToOthers();
        List<String> processes = dueAtAKill();
        for (int attempt = 1; attempt < 3 && processes.stream().anyMatch(this::hasRun); attempt++) {
            // The trigger was taken just ahead of its time, and the other node was quicker than we.
            newUser();
            processes = dueAtAKill();
        }
        assertThat(processes).noneMatch(this::hasRun);
        one.heedTime();
        eachHasRunOnce(processes, Instant.now());
    }

    private List<String> dueAtAKill() {
        Instant due = Instant.now().plusSeconds(10).truncatedTo(ChronoUnit.SECONDS);
        List<String> processes = processes(due, 20);
        quickly("the other node has taken the trigger", () -> inHandOfTheOther(due) == 1);
        killTwo();
        return processes;
    }

    @Test
    void givenANodeInTheMiddleOfManyRuns_whenKilled_thenEachRunIsEndedOnceElsewhere() {
        for (int i = 0; i < 200; i++) {
            api.post("/api/v1/tasks", "{\"name\": \"T\", \"due_date\": \"2020-01-01\"}")
                    .expect(201);
        }
        Instant due = Instant.now().plusSeconds(18).truncatedTo(ChronoUnit.SECONDS);
        String slow = api.post(PROCESSES, """
                        {"name": "Slow", "action": "test_slow", "trigger_type": "time_based", "recurrence": "%s"}""".formatted(daily(due.minusSeconds(1))))
                .expect(201)
                .text("/process_id");
        one.leaveTimeToOthers();
        List<String> processes = processes(due, PROCESSES_DUE);
        quickly("some have run", () -> tasks() >= 205);

        killTwo();

        Instant killed = Instant.now();
        assertThat(tasks()).isLessThan(200 + PROCESSES_DUE);
        one.heedTime();
        until("the long run is over", () -> hasRun(slow));
        eachHasRunOnce(processes, killed);
        assertThat(executions(slow).size()).isOne();
        assertThat(executions(slow).at("/0/counts/changed").intValue()).isEqualTo(200);
        assertThat(events("task.rescheduled")).isEqualTo(200);
    }

    @Test
    void givenANodeThatHasReachedSomeOfTheUsers_whenKilled_thenEachUserHasOneRun() {
        JDBC.sql("insert into account (user_id, username, username_key, name, lastname, password_hash)"
                        + " select gen_random_uuid(), 'far-' || i, 'far-' || i, 'A', 'B', 'none'"
                        + " from generate_series(1, ?) i")
                .param(USERS)
                .update();
        JDBC.sql("insert into account_timezone select user_id, user_id, ? from account where username like 'far-%'")
                .param(ZONE)
                .update();
        String process = builtIn();
        until("the zone has a timer", () -> timers(process, ZONE) == 1);
        one.leaveTimeToOthers();
        JDBC.sql("update process.timer set done_until = now() - interval '1 day', next_due = now()"
                        + " where process_id = ?::uuid and zone = ?")
                .params(process, ZONE)
                .update();
        quickly("some of them are reached", () -> reached() >= USERS / 10);

        killTwo();

        Instant killed = Instant.now();
        assertThat(reached()).isLessThan(USERS);
        one.heedTime();
        until("all have run", () -> ofFarUsers("execution.succeeded") == USERS);
        until("nobody is on the way", () -> reached() == 0);
        assertThat(ofFarUsers("execution.started")).isEqualTo(USERS);
        assertThat(inHand("owner_id in (select user_id from account where username like 'far-%')"))
                .isZero();
        assertThat(Duration.between(killed, Instant.now())).isLessThan(Duration.ofMinutes(1));
    }

    private List<String> processes(Instant due, int number) {
        List<String> processes = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            processes.add(create("\"recurrence\": \"%s\"".formatted(daily(due))));
        }
        until("they are to be started", () -> processes.stream().allMatch(process -> timers(process) == 1));
        assertThat(Instant.now()).as("time to make them").isBefore(due);
        return processes;
    }

    private void eachHasRunOnce(List<String> processes, Instant killed) {
        until("all have run", () -> processes.stream().allMatch(this::hasRun));
        assertThat(Duration.between(killed, Instant.now())).isLessThan(Duration.ofMinutes(1));
        for (String process : processes) {
            JsonNode runs = executions(process);
            assertThat(runs.size()).isOne();
            assertThat(runs.at("/0/counts/changed").intValue()).isOne();
        }
        assertThat(JDBC.sql("select count(*) from eventstore.event where type = 'task.created' and owner_id = ?::uuid"
                                + " and actor = 'process'")
                        .param(api.userId())
                        .query(Long.class)
                        .single())
                .isEqualTo(processes.size());
        until("nothing is in hand", () -> inHand("owner_id = '" + api.userId() + "'") == 0);
    }

    private static long inHandOfTheOther(Instant due) {
        return JDBC.sql(
                        "select count(*) from scheduler.qrtz_fired_triggers where trigger_name = ? and instance_name <> ?")
                .params(due.toString(), one.schedulerId())
                .query(Long.class)
                .single();
    }

    /** 0 where it has not begun, or is done. */
    private static long reached() {
        return JDBC.sql("select count(*) from account a join process.fan_out f on f.zone = ?"
                        + " where a.username like 'far-%' and a.user_id <= f.after_user")
                .param(ZONE)
                .query(Long.class)
                .single();
    }

    private static long ofFarUsers(String type) {
        return JDBC.sql("select count(*) from eventstore.event where type = ?"
                        + " and owner_id in (select user_id from account where username like 'far-%')")
                .param(type)
                .query(Long.class)
                .single();
    }

    private static long inHand(String whose) {
        return JDBC.sql("select count(*) from process.run where " + whose)
                .query(Long.class)
                .single();
    }

    private long events(String type) {
        return JDBC.sql("select count(*) from eventstore.event where type = ? and owner_id = ?::uuid")
                .params(type, api.userId())
                .query(Long.class)
                .single();
    }

    private long tasks() {
        return events("task.created");
    }

    /** As {@code until}, without a pause that would miss it. */
    private static void quickly(String what, BooleanSupplier condition) {
        Instant end = Instant.now().plusSeconds(50);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as(what).isBefore(end);
            Thread.onSpinWait();
        }
    }
}
