package behflow.gateway.process;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.HttpApi;
import behflow.HttpApi.Answer;
import behflow.Node;
import behflow.api.kernel.Ids;
import behflow.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Processes that time starts, and reminders by e-mail. */
class ScheduleIT extends TwoNodesIT {

    @Test
    void givenTwoNodes_whenProcessesAreDue_thenEachRunsOnce() {
        Instant due = Instant.now().plusSeconds(8).truncatedTo(ChronoUnit.SECONDS);
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
    void givenAnEmptyDatabase_whenTwoNodesStartAtOnce_thenEachBuiltInProcessIsMadeOnce() {
        TestDatabase empty = TestDatabase.create();
        CompletableFuture<Node> ofItsOwn = CompletableFuture.supplyAsync(() -> Node.ofItsOwn(empty, QUICK));
        until("its JVM is as far as this one", () -> sessions(empty) > 0);
        List<Node> nodes = List.of(Node.here(empty, QUICK), ofItsOwn.join());

        for (Node node : nodes) {
            assertThat(HttpApi.newUser(node.baseUrl())
                            .get(PROCESSES)
                            .expect(200)
                            .json()
                            .at("/processes")
                            .findValuesAsString("name"))
                    .containsExactlyInAnyOrder(
                            "reschedule_remaining_tasks",
                            "escalate_priority",
                            "send_reminders",
                            "cleanup_sessions",
                            "analytics_report");
            node.close();
        }
        assertThat(JdbcClient.create(empty.dataSource())
                        .sql("select count(*) from eventstore.event where owner_id = ?")
                        .param(Ids.INSTALLATION)
                        .query(Long.class)
                        .single())
                .isEqualTo(5);
    }

    @Test
    void givenADisabledAccount_whenItsProcessIsDue_thenItDoesNotRunAndItsOwnerIsToldLater() {
        Instant due = Instant.now().plusSeconds(5).truncatedTo(ChronoUnit.SECONDS);
        String process = create("\"recurrence\": \"%s\"".formatted(daily(due)));
        enable(false);

        until(
                "it was decided",
                () -> JDBC.sql("select count(*) from process.decision where process_id = ?::uuid")
                                .param(process)
                                .query(Long.class)
                                .single()
                        > 0);

        enable(true);
        assertThat(decisions(process).size()).isOne();
        assertThat(decisions(process).at("/0/outcome").stringValue()).isEqualTo("disabled");
        assertThat(decisions(process).at("/0/reason").stringValue()).isEqualTo("The account was disabled.");
        assertThat(executions(process).size()).isZero();
        assertThat(timers(process)).isOne();
    }

    /** As Quartz's tables are after a kill: one trigger taken and not fired, one fired and its job not done. */
    @Test
    void givenANodeThatDiedWithTriggersInHand_whenAnotherChecksIn_thenEachRunsOnce() {
        Instant due = Instant.now().plusSeconds(5).truncatedTo(ChronoUnit.SECONDS);
        Instant later = due.plusSeconds(1);
        String taken = create("\"recurrence\": \"%s\"".formatted(daily(due)));
        String fired = create("\"recurrence\": \"%s\"".formatted(daily(later)));
        until("their triggers are there", () -> triggers(due) == 1 && triggers(later) == 1);
        inHandOfTheDead(due, "ACQUIRED");
        inHandOfTheDead(later, "EXECUTING");
        JDBC.sql("update scheduler.qrtz_triggers set trigger_state = 'ACQUIRED' where trigger_name = ?")
                .param(due.toString())
                .update();
        JDBC.sql("delete from scheduler.qrtz_simple_triggers where trigger_name = ?")
                .param(later.toString())
                .update();
        JDBC.sql("delete from scheduler.qrtz_triggers where trigger_name = ?")
                .param(later.toString())
                .update();
        JDBC.sql("insert into scheduler.qrtz_scheduler_state values (?, 'dead', 1, 1000)")
                .param(DATABASE.name())
                .update();

        until("both have run", () -> hasRun(taken) && hasRun(fired));

        assertThat(executions(taken).size()).isOne();
        assertThat(executions(fired).size()).isOne();
        assertThat(api.get("/api/v1/tasks").json().at("/tasks").size()).isEqualTo(2);
        until("nothing is left of the dead", () -> ofTheDead() == 0);
    }

    private static void inHandOfTheDead(Instant due, String state) {
        JDBC.sql("insert into scheduler.qrtz_fired_triggers select sched_name, ?, trigger_name, trigger_group, 'dead',"
                        + " next_fire_time, next_fire_time, priority, ?, job_name, job_group, false, true"
                        + " from scheduler.qrtz_triggers where trigger_name = ?")
                .params("dead-" + state, state, due.toString())
                .update();
    }

    private static long ofTheDead() {
        return JDBC.sql("select count(*) from scheduler.qrtz_fired_triggers where instance_name = 'dead'")
                .query(Long.class)
                .single();
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
            HttpApi user = HttpApi.newUser(two().baseUrl());
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
                .startsWith(LocalDate.now(ZoneId.of("Pacific/Chatham"))
                        .atTime(23, 59, 59)
                        .atZone(ZoneId.of("Pacific/Chatham"))
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
    void givenRemindersOnTwoNodes_whenMailed_thenEachAtMostOnce() {
        String address = "john-%s@example.org".formatted(api.userId());
        mailTo(api, address);
        HttpApi lost = mailTo(HttpApi.newUser(two().baseUrl()), "lost-%s@example.org".formatted(api.userId()));
        HttpApi refused = mailTo(HttpApi.newUser(two().baseUrl()), "refused-%s@example.org".formatted(api.userId()));
        HttpApi silent = HttpApi.newUser(one.baseUrl());
        Instant due = Instant.now().plusSeconds(3_600).truncatedTo(ChronoUnit.SECONDS);
        for (HttpApi user : List.of(api, lost, refused, silent)) {
            user.post("/api/v1/tasks", "{\"name\": \"Umzug nach Köln\", \"due_date\": \"%s\"}".formatted(due))
                    .expect(201);
        }
        String process = builtIn("send_reminders");
        String correlation = "";
        for (HttpApi user : List.of(api, lost, refused, silent)) {
            Answer run = user.post(PROCESSES + "/" + process + "/execute", null).expect(200);
            correlation = user == api ? run.text("/correlation_id") : correlation;
            user.post(PROCESSES + "/" + process + "/execute", null).expect(200);
        }

        until(
                "all are settled",
                () -> List.of(api, lost, refused, silent).stream()
                        .allMatch(
                                user -> List.of("recorded", "failed", "dropped").contains(mailState(user))));

        assertThat(mailState(api)).isEqualTo("recorded");
        assertThat(MAIL.to(address))
                .singleElement()
                .satisfies(mail -> assertThat(mail.data())
                        .contains("Auto-Submitted: auto-generated")
                        .contains("From: behflow@example.org")
                        .contains("Subject: =?UTF-8?"));
        assertThat(MAIL.to("lost-%s@example.org".formatted(api.userId()))).hasSize(1);
        assertThat(mailState(lost)).isEqualTo("failed");
        assertThat(mailState(refused)).isEqualTo("failed");
        assertThat(mailState(silent)).isEqualTo("dropped");
        JsonNode undone = api.post("/api/v1/changes/" + correlation + "/revert", "{\"dry_run\": true}")
                .expect(200)
                .json();
        assertThat(undone.at("/changes/0/outcome").stringValue()).isEqualTo("irreversible");
        assertThat(undone.at("/changes/0/field").stringValue()).isEqualTo("email");
    }

    @Test
    void givenANodeThatDiedWhileItSent_whenAnotherLooks_thenTheReminderIsNotSentAgain() {
        String address = "died-%s@example.org".formatted(api.userId());
        mailTo(api, address);
        String task = api.post("/api/v1/tasks", "{\"name\": \"A\"}").expect(201).text("/task_id");
        JDBC.sql("insert into process.reminder_mail (reminder_id, owner_id, task_id, due_date, correlation_id,"
                        + " causation_id, request_id, depth, raised_at, state, next_attempt)"
                        + " values (gen_random_uuid(), ?::uuid, ?::uuid, now(), gen_random_uuid(), gen_random_uuid(),"
                        + " gen_random_uuid(), 1, now(), 'sending', now() - interval '1 second')")
                .params(api.userId(), task)
                .update();

        until("it is settled", () -> mailState(api).equals("failed"));

        assertThat(MAIL.to(address)).isEmpty();
    }

    @Test
    void givenARuleThatHasNoTimeWhereItsOwnerNowLives_whenOthersAreDue_thenItIsInNobodysWay() {
        String bad = create("\"recurrence\": \"DTSTART:20260730T090000Z\\nRRULE:FREQ=HOURLY;INTERVAL=24;BYHOUR=9\"");
        api.put(PROCESSES + "/" + bad, "{\"timezone\": null}").expect(200);
        api.put("/me/settings", "{\"timezone\": \"Asia/Tokyo\"}").expect(200);
        until("it is due never", () -> due(bad, "Asia/Tokyo").equals(List.of("never")));
        // So it is planned anew, as all are at the start of a node.
        JDBC.sql("delete from process.timer where process_id = ?::uuid")
                .param(bad)
                .update();

        Instant due = Instant.now().plusSeconds(5).truncatedTo(ChronoUnit.SECONDS);
        String good = create("\"recurrence\": \"%s\", \"timezone\": \"UTC\"".formatted(daily(due)));
        until("its trigger is there", () -> triggers(due) == 1);
        JDBC.sql("delete from scheduler.qrtz_simple_triggers where trigger_name = ?")
                .param(due.toString())
                .update();
        JDBC.sql("delete from scheduler.qrtz_triggers where trigger_name = ?")
                .param(due.toString())
                .update();

        until("the other has run", () -> hasRun(good));
        until("it is due never", () -> due(bad, "Asia/Tokyo").equals(List.of("never")));
        api.delete(PROCESSES + "/" + bad).expect(204);
    }

    @Test
    void givenAMoveThatNobodyTold_whenLookedThrough_thenTheTimerIsOfTheNewZone() {
        String follows = create("\"schedule\": \"0 9 * * *\"");
        String own = create("\"schedule\": \"0 9 * * *\", \"timezone\": \"Asia/Kathmandu\"");
        api.put(PROCESSES + "/" + follows, "{\"timezone\": null}").expect(200);
        until("timers are there", () -> timers(follows, "UTC") == 1 && timers(own, "Asia/Kathmandu") == 1);
        changedEarlier(follows, Duration.ofHours(1));

        JDBC.sql("insert into account_timezone (user_id, owner_id, timezone) values (?::uuid, ?::uuid, 'Asia/Tokyo')")
                .params(api.userId(), api.userId())
                .update();

        until("it has moved", () -> timers(follows, "Asia/Tokyo") == 1 && timers(follows) == 1);
        assertThat(timers(own, "Asia/Kathmandu")).isOne();
        changedEarlier(follows, Duration.ofHours(-1));
        api.put("/me/settings", "{\"timezone\": \"Asia/Tokyo\"}").expect(200);
    }

    @Test
    void givenATimingThatWasChangedAheadOfItsTime_whenPlannedAfterIt_thenItRunsAllTheSame() {
        Instant due = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.SECONDS);
        String process = create("\"recurrence\": \"%s\"".formatted(daily(due)));
        until("its timer is there", () -> timers(process) == 1);

        changedEarlier(process, Duration.ofMinutes(5));
        JDBC.sql("update process.timer set timing = '0 0 1 1 *' where process_id = ?::uuid")
                .param(process)
                .update();

        until("it has run", () -> hasRun(process));
        assertThat(Instant.parse(executions(process).at("/0/cause/fired_at").stringValue()))
                .isEqualTo(due);
        changedEarlier(process, Duration.ofMinutes(-5));
    }

    @Test
    void givenATimerThatWasLost_whenTimesAreDecidedAgain_thenThoseThatHadTheirRunAreNotMissed() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String process = create("\"recurrence\": \"%s\""
                .formatted(daily(now.minus(Duration.ofDays(9)).minusSeconds(600))));
        until("its timer is there", () -> timers(process) == 1);
        api.post(PROCESSES + "/" + process + "/execute", null).expect(200);
        Instant ran = now.minus(Duration.ofDays(1)).minusSeconds(600);
        String run = Ids.derived(UUID.fromString(api.userId()), "execution", process, "schedule", ran.toString())
                .toString();
        JDBC.sql(
                        "insert into execution_view select (jsonb_populate_record(e, jsonb_build_object('execution_id', ?::text))).*"
                                + " from execution_view e where process_id = ?::uuid")
                .params(run, process)
                .update();

        JDBC.sql("update process.timer set done_until = now() - interval '3 days', next_due = now()"
                        + " where process_id = ?::uuid")
                .param(process)
                .update();

        until("it has run", () -> executions(process).size() == 3);
        assertThat(decisions(process).size()).isOne();
        assertThat(Instant.parse(decisions(process).at("/0/cause/fired_at").stringValue()))
                .isEqualTo(now.minus(Duration.ofDays(2)).minusSeconds(600));
        JDBC.sql("delete from execution_view where execution_id = ?::uuid")
                .param(run)
                .update();
    }

    private static long sessions(TestDatabase database) {
        return JDBC.sql("select count(*) from pg_stat_activity where datname = ?")
                .param(database.name())
                .query(Long.class)
                .single();
    }

    private static List<String> due(String process, String zone) {
        return JDBC.sql("select coalesce(next_due::text, 'never') from process.timer"
                        + " where process_id = ?::uuid and zone = ?")
                .params(process, zone)
                .query(String.class)
                .list();
    }

    private static void changedEarlier(String process, Duration by) {
        JDBC.sql(
                        "update process_view set updated_at = updated_at - make_interval(secs => ?) where process_id = ?::uuid")
                .params(by.toSeconds(), process)
                .update();
    }

    private static HttpApi mailTo(HttpApi user, String address) {
        user.put("/me/settings", "{\"email\": \"%s\"}".formatted(address)).expect(200);
        return user;
    }

    private static String mailState(HttpApi user) {
        return JDBC.sql("select state from process.reminder_mail where owner_id = ?::uuid")
                .param(user.userId())
                .query(String.class)
                .optional()
                .orElse("none");
    }
}
