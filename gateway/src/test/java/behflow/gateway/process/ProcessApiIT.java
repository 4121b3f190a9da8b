package behflow.gateway.process;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.HttpApi;
import behflow.HttpApi.Answer;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** The specification's automated processes, field by field, and processes of one's own. */
class ProcessApiIT extends BehflowIT {

    private static final String PROCESSES = "/api/v1/processes";

    private HttpApi api;

    @BeforeEach
    void newUser() {
        api = HttpApi.newUser(baseUrl());
    }

    @Test
    void givenNewUser_whenListed_thenBuiltInProcessWithEveryFieldOfTheSpecification() {
        JsonNode process = builtIn("reschedule_remaining_tasks");

        assertThat(process.at("/name").stringValue()).isEqualTo("reschedule_remaining_tasks");
        assertThat(process.at("/description").stringValue()).isNotBlank();
        assertThat(process.at("/trigger_type").stringValue()).isEqualTo("time_based");
        assertThat(process.at("/schedule").stringValue()).isEqualTo("30 7 * * *");
        assertThat(process.at("/is_active").booleanValue()).isTrue();
        assertThat(process.at("/last_execution").isNull()).isTrue();
        assertThat(process.at("/timezone").stringValue()).isEqualTo("UTC");
    }

    @Test
    void givenOverdueTasks_whenRescheduled_thenTodayAtTheSameWallTime() {
        api.put("/me/settings", "{\"timezone\": \"Asia/Kathmandu\"}").expect(200);
        ZoneId zone = ZoneId.of("Asia/Kathmandu");
        LocalDate today = LocalDate.now(zone);
        String overdue = task("{\"name\": \"A\", \"due_date\": \"%sT09:15:00\"}".formatted(today.minusDays(3)));
        String started = task("{\"name\": \"B\", \"due_date\": \"%s\"}".formatted(today.minusDays(1)));
        api.put("/api/v1/tasks/" + started, "{\"status\": \"in_progress\"}").expect(200);
        String blocked = task("{\"name\": \"C\", \"due_date\": \"%sT09:15:00\"}".formatted(today.minusDays(3)));
        api.put("/api/v1/tasks/" + blocked, "{\"status\": \"blocked\"}").expect(200);
        String later = task("{\"name\": \"D\", \"due_date\": \"%sT00:00:00\"}".formatted(today));
        String none = task("{\"name\": \"E\"}");
        HttpApi other = HttpApi.newUser(baseUrl());
        String others = other.post("/api/v1/tasks", "{\"name\": \"F\", \"due_date\": \"2020-01-01\"}")
                .expect(201)
                .text("/task_id");

        Answer run =
                api.post(execute(builtInId("reschedule_remaining_tasks")), null).expect(200);

        assertThat(run.text("/status")).isEqualTo("success");
        assertThat(run.text("/message")).isEqualTo("2 items were changed.");
        assertThat(run.json().at("/counts/changed").intValue()).isEqualTo(2);
        assertThat(Instant.parse(run.text("/completed_at"))).isAfterOrEqualTo(Instant.parse(run.text("/started_at")));
        assertThat(run.header("X-Correlation-Id")).isEqualTo(run.text("/correlation_id"));
        assertThat(due(overdue))
                .isEqualTo(today.atTime(9, 15).atZone(zone).toInstant().toString());
        assertThat(due(started))
                .isEqualTo(today.atTime(23, 59, 59).atZone(zone).toInstant().toString());
        assertThat(due(blocked))
                .isEqualTo(today.minusDays(3)
                        .atTime(9, 15)
                        .atZone(zone)
                        .toInstant()
                        .toString());
        assertThat(due(later)).isEqualTo(today.atStartOfDay(zone).toInstant().toString());
        assertThat(api.get("/api/v1/tasks/" + none).json().at("/due_date").isNull())
                .isTrue();
        assertThat(other.get("/api/v1/tasks/" + others).text("/due_date")).isEqualTo("2020-01-01T23:59:59Z");
        assertThat(builtIn("reschedule_remaining_tasks").at("/last_execution").stringValue())
                .isEqualTo(run.text("/started_at"));
    }

    @Test
    void givenSeenVersion_whenItRanSince_thenTheWholeProcessAgain() {
        String process = PROCESSES + "/" + builtInId("reschedule_remaining_tasks");
        String tag = String.valueOf(api.get(process).expect(200).header("ETag"));
        String ran = api.post(process + "/execute", null).expect(200).text("/started_at");
        Answer again = api.get(process, "If-None-Match", tag).expect(200);
        assertThat(again.header("ETag")).isEqualTo(tag);
        assertThat(again.text("/last_execution")).isEqualTo(ran);
    }

    @Test
    void givenRun_whenAskedFor_thenItsTraceNamesEveryChangeAndItsCause() {
        String task = task("{\"name\": \"A\", \"due_date\": \"2020-01-01\"}");
        String process = builtInId("reschedule_remaining_tasks");
        Answer run = api.post(execute(process), null).expect(200);

        JsonNode detail = api.get(PROCESSES + "/" + process + "/executions/" + run.text("/execution_id"))
                .expect(200)
                .json();

        assertThat(detail.at("/cause/trigger").stringValue()).isEqualTo("manual");
        assertThat(detail.at("/trace/changes").size()).isOne();
        assertThat(detail.at("/trace/changes/0/task_id").stringValue()).isEqualTo(task);
        assertThat(detail.at("/trace/changes/0/changes/due_date/from").stringValue())
                .isEqualTo("2020-01-01T23:59:59Z");
        JsonNode listed =
                api.get(PROCESSES + "/" + process + "/executions").expect(200).json();
        assertThat(listed.at("/executions/0/execution_id").stringValue()).isEqualTo(run.text("/execution_id"));
    }

    @Test
    void givenDryRun_whenRunRightAfter_thenExactlyThoseChanges() {
        for (int i = 0; i < 20; i++) {
            task("{\"name\": \"T%d\", \"due_date\": \"2020-01-%02d\"}".formatted(i, i + 1));
        }
        String process = builtInId("reschedule_remaining_tasks");
        String before = api.get("/api/v1/tasks").text("/tasks/0/updated_at");

        JsonNode dry =
                api.post(execute(process) + "?dry_run=true", null).expect(200).json();
        assertThat(api.get("/api/v1/tasks").text("/tasks/0/updated_at")).isEqualTo(before);
        Answer live = api.post(execute(process), null).expect(200);

        JsonNode trace = api.get(PROCESSES + "/" + process + "/executions/" + live.text("/execution_id"))
                .json()
                .at("/trace/changes");
        assertThat(dry.at("/message").stringValue())
                .isEqualTo("Dry run, nothing was changed. 20 items would be changed.");
        assertThat(changes(dry.at("/changes"))).hasSize(20).containsExactlyInAnyOrderElementsOf(changes(trace));
        assertThat(api.post(execute(process) + "?dry_run=true", null)
                        .json()
                        .at("/changes")
                        .size())
                .isZero();
    }

    @Test
    void givenADateWhoseLastHourComesTwice_whenATaskGetsIt_thenThatDaysEnd() {
        api.put("/me/settings", "{\"timezone\": \"America/Santiago\"}").expect(200);
        task("{\"name\": \"A\"}");
        for (String said : List.of("2026-04-04", "2026-04-04T23:59:59")) {
            String process =
                    api.post(PROCESSES, """
                            {"name": "A", "action": "update_tasks", "trigger_type": "manual",
                             "parameters": {"filter": {"q": "a"}, "change": {"due_date": "%s"}}}""".formatted(said)).expect(201).text("/process_id");
            assertThat(api.post(execute(process) + "?dry_run=true", null)
                            .expect(200)
                            .text("/changes/0/changes/due_date/to"))
                    .isEqualTo("2026-04-05T03:59:59Z");
        }
    }

    @Test
    void givenOwnProcess_whenCreatedChangedAndDeleted_thenAsTheContractSays() {
        Answer created = api.post(PROCESSES, """
                        {"name": "Escalate", "action": "update_tasks", "schedule": "0 9 * * 1-5",
                         "timezone": "Europe/Berlin", "overlap": "buffer_one", "unknown": 1,
                         "parameters": {"filter": {"tag": "ops", "status": "not_started,blocked"},
                                        "change": {"priority": "urgent"}}}""").expect(201);
        String id = created.text("/process_id");
        assertThat(created.text("/trigger_type")).isEqualTo("time_based");
        assertThat(created.header("Location")).isEqualTo(PROCESSES + "/" + id);
        assertThat(created.json().at("/parameters/filter/status").toString())
                .isEqualTo("[\"not_started\",\"blocked\"]");
        assertThat(api.get(PROCESSES + "/" + id).expect(200).json()).isEqualTo(created.json());

        Answer changed = api.put(
                        PROCESSES + "/" + id, "{\"is_active\": false, \"recurrence\": \"FREQ=DAILY;BYHOUR=9\"}")
                .expect(200);
        assertThat(changed.json().at("/is_active").booleanValue()).isFalse();
        assertThat(changed.json().at("/schedule").isNull()).isTrue();
        assertThat(changed.text("/recurrence")).isEqualTo("FREQ=DAILY;BYHOUR=9");

        String match = task("{\"name\": \"A\", \"tags\": [\"ops\"]}");
        String noMatch = task("{\"name\": \"B\", \"tags\": [\"dev\"]}");
        assertThat(api.post(execute(id), null).expect(200).text("/status")).isEqualTo("success");
        assertThat(api.get("/api/v1/tasks/" + match).text("/priority")).isEqualTo("urgent");
        assertThat(api.get("/api/v1/tasks/" + noMatch).text("/priority")).isEqualTo("medium");

        api.delete(PROCESSES + "/" + id).expect(204);
        api.get(PROCESSES + "/" + id).expect(404);
        api.delete(PROCESSES + "/" + id).expect(404);
        api.post(execute(id), null).expect(404);
    }

    @Test
    void givenAProcessOfLongAgo_whenItGetsARecurrence_thenThatCountsFromNow() {
        String created = api.post(
                        PROCESSES, "{\"name\": \"P\", \"action\": \"cleanup_sessions\", \"schedule\": \"0 9 * * 1\"}")
                .expect(201)
                .text("/process_id");
        JdbcClient jdbc = JdbcClient.create(database().dataSource());
        createdEarlier(jdbc, created, 17);
        String recurrence = "FREQ=DAILY;COUNT=5;BYHOUR=9;BYMINUTE=0";

        Answer changed = api.put(PROCESSES + "/" + created, "{\"recurrence\": \"" + recurrence + "\"}")
                .expect(200);

        assertThat(changed.text("/recurrence")).isEqualTo(recurrence);
        assertThat(due(jdbc, created))
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plus(Duration.ofDays(1)));
        Answer same =
                api.put(PROCESSES + "/" + created, changed.json().toString()).expect(200);
        assertThat(same.json().at("/version")).isEqualTo(changed.json().at("/version"));
        Answer renamed = api.put(PROCESSES + "/" + created, "{\"name\": \"Q\", \"overlap\": \"buffer_one\"}")
                .expect(200);
        assertThat(renamed.text("/recurrence")).isEqualTo(recurrence);
        assertThat(api.get(PROCESSES + "/" + created).expect(200).text("/recurrence"))
                .isEqualTo(recurrence);
        // Other tests verify all rows of this database.
        createdEarlier(jdbc, created, -17);
    }

    private static void createdEarlier(JdbcClient jdbc, String process, int days) {
        jdbc.sql(
                        "update process_view set created_at = created_at - make_interval(days => ?) where process_id = ?::uuid")
                .params(days, process)
                .update();
    }

    /** When the timer of the recurrence is due, as soon as it is there; the epoch where it has no more. */
    private static Instant due(JdbcClient jdbc, String process) {
        Instant end = Instant.now().plusSeconds(20);
        List<Timestamp> due;
        do {
            due = jdbc.sql("select coalesce(next_due, 'epoch') from process.timer"
                            + " where process_id = ?::uuid and timing like '%FREQ%'")
                    .param(process)
                    .query(Timestamp.class)
                    .list();
        } while (due.isEmpty() && Instant.now().isBefore(end));
        return due.get(0).toInstant();
    }

    @Test
    void givenARecurrenceThatHasRunOut_whenSomethingElseIsChanged_thenItIsNotAskedAgain() throws InterruptedException {
        Instant last = Instant.now().plusSeconds(8).truncatedTo(ChronoUnit.SECONDS);
        String until = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(last);
        String id = api.post(
                        PROCESSES,
                        "{\"name\": \"P\", \"action\": \"cleanup_sessions\", \"recurrence\": \"FREQ=DAILY;UNTIL=%s\"}"
                                .formatted(until))
                .expect(201)
                .text("/process_id");
        while (!Instant.now().isAfter(last.plusSeconds(1))) {
            Thread.sleep(100);
        }

        api.put(PROCESSES + "/" + id, "{\"name\": \"Q\"}").expect(200);
        api.put(PROCESSES + "/" + id, "{\"overlap\": \"buffer_one\"}").expect(200);
        api.put(PROCESSES + "/" + id, "{\"timezone\": \"Europe/Berlin\"}").expect(200);
        Answer off = api.put(PROCESSES + "/" + id, "{\"is_active\": false}").expect(200);

        assertThat(off.text("/recurrence")).isEqualTo("FREQ=DAILY;UNTIL=" + until);
        assertThat(off.text("/name")).isEqualTo("Q");
        assertThat(off.json().at("/is_active").booleanValue()).isFalse();
    }

    @Test
    void givenNoZoneOfItsOwn_whenItsRecurrenceHasNoTimeWhereTheOwnerLives_thenBadRequest() {
        api.put("/me/settings", "{\"timezone\": \"Asia/Tokyo\"}").expect(200);
        String id = api.post(
                        PROCESSES, "{\"name\": \"P\", \"action\": \"cleanup_sessions\", \"schedule\": \"0 9 * * 1\"}")
                .expect(201)
                .text("/process_id");
        String change =
                "{\"timezone\": null, \"recurrence\": \"DTSTART:20260730T%s0000Z\\nRRULE:FREQ=HOURLY;INTERVAL=24;"
                        + "BYHOUR=9\"}";

        Answer refused = api.put(PROCESSES + "/" + id, change.formatted("09")).expect(400);

        assertThat(refused.text("/errors/0/field")).isEqualTo("recurrence");
        api.put(PROCESSES + "/" + id, change.formatted("00")).expect(200);
    }

    @Test
    void givenWhatCanNotRun_whenSaved_thenBadRequestNamingTheField() {
        String body = "{\"name\": \"P\", \"action\": \"%s\", %s}";
        rejected(body.formatted("no_such_action", "\"x\": 1"), "action");
        rejected(body.formatted("create_task", "\"parameters\": {}"), "parameters.name");
        rejected(body.formatted("update_tasks", "\"parameters\": {\"change\": {}}"), "parameters.change");
        rejected(
                body.formatted("update_tasks", "\"parameters\": {\"change\": {\"priority\": \"huge\"}}"),
                "parameters.change.priority");
        rejected(
                body.formatted(
                        "update_tasks",
                        "\"parameters\": {\"filter\": {\"deleted\": true}, \"change\": {\"priority\": \"low\"}}"),
                "parameters.filter.deleted");
        rejected(
                body.formatted(
                        "update_tasks",
                        "\"parameters\": {\"filter\": {\"limit\": 5}, \"change\": {\"priority\": \"low\"}}"),
                "parameters.filter.limit");
        // Left out, it would be a change of every task.
        rejected(
                body.formatted(
                        "update_tasks",
                        "\"parameters\": {\"filter\": {\"stauts\": [\"blocked\"]}, \"change\": {\"priority\": \"low\"}}"),
                "parameters.filter");
        String reschedule = body.formatted("reschedule_remaining_tasks", "%s");
        for (String schedule :
                List.of("0 9 * *", "61 * * * *", "0 0 31 2 *", "* * * * * *", "@daily", "0 0 L * *", "٣ 9 * * *")) {
            rejected(reschedule.formatted("\"schedule\": \"" + schedule + "\""), "schedule");
        }
        for (String recurrence : List.of(
                "nonsense",
                "FREQ=SECONDLY",
                "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
                "FREQ=X",
                "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6",
                "DTSTART:00010101T000000\\nRRULE:FREQ=MINUTELY;COUNT=2000000000")) {
            rejected(reschedule.formatted("\"recurrence\": \"" + recurrence + "\""), "recurrence");
        }
        rejected(reschedule.formatted("\"timezone\": \"Mars/Olympus\""), "timezone");
        rejected(reschedule.formatted("\"trigger_type\": \"time_based\""), "schedule");
        rejected(reschedule.formatted("\"trigger_type\": \"event_based\""), "event_filter");
        rejected(reschedule.formatted("\"trigger_type\": \"sometimes\""), "trigger_type");
        rejected(reschedule.formatted("\"time_limit\": \"P2D\""), "time_limit");
        rejected(reschedule.formatted("\"overlap\": \"all\""), "overlap");
        rejected(reschedule.formatted("\"event_filter\": {\"types\": [\"task.exploded\"]}"), "event_filter.types");
        for (String condition : List.of("task.priority ==", "task.nothing == 'x'", "task.name", "1 == 'a'", "foo")) {
            rejected(
                    reschedule.formatted(
                            "\"event_filter\": {\"types\": [\"task.created\"], \"condition\": \"" + condition + "\"}"),
                    "event_filter.condition");
        }
        rejected(
                reschedule.formatted(
                        "\"event_filter\": {\"types\": [\"task.created\"], \"conditions\": {\"mood\": 1}}"),
                "event_filter.conditions");
    }

    @Test
    void givenOthersAndBuiltInProcesses_whenTouched_thenForbidden() {
        HttpApi other = HttpApi.newUser(baseUrl());
        String id = other.post(PROCESSES, "{\"name\": \"P\", \"action\": \"analytics_report\"}")
                .expect(201)
                .text("/process_id");
        String run = other.post(execute(id), null).expect(200).text("/execution_id");
        for (String path : List.of("", "/executions", "/decisions", "/executions/" + run)) {
            api.get(PROCESSES + "/" + id + path).expect(403);
        }
        api.put(PROCESSES + "/" + id, "not json").expect(403);
        api.delete(PROCESSES + "/" + id).expect(403);
        api.post(execute(id), null).expect(403);
        api.post(execute(id) + "?dry_run=true", null).expect(403);
        api.post(execute(id) + "?dry_run=perhaps", null).expect(403);
        api.post(PROCESSES + "/" + id + "/executions/" + run + "/cancel", null).expect(403);
        assertThat(api.get(PROCESSES).json().at("/processes").toString()).doesNotContain(id);

        String builtIn = builtInId("reschedule_remaining_tasks");
        api.put(PROCESSES + "/" + builtIn, "{\"is_active\": false}").expect(403);
        api.delete(PROCESSES + "/" + builtIn).expect(403);
        api.get(PROCESSES + "/" + builtIn).expect(200);

        String unknown = PROCESSES + "/01931f2e-8000-7b33-9c44-6d7e8f9070aa";
        HttpApi.anonymous(baseUrl()).post(unknown + "/execute", null).expect(401);
        api.post(unknown + "/execute", null).expect(404);
        api.post(unknown + "/execute?dry_run=perhaps", null).expect(404);
        api.post(execute(builtIn) + "?dry_run=perhaps", null).expect(400);
        api.get(unknown).expect(404);
        api.put(unknown, "not json").expect(404);
        api.get(unknown + "/executions").expect(404);
        api.get(PROCESSES + "/malformed").expect(404);
    }

    @Test
    void givenRuns_whenListedByPages_thenEachOnce() {
        String id = api.post(PROCESSES, "{\"name\": \"P\", \"action\": \"analytics_report\"}")
                .text("/process_id");
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            runs.add(0, api.post(execute(id), null).expect(200).text("/execution_id"));
        }
        List<String> listed = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = api.get(PROCESSES + "/" + id + "/executions?limit=2" + cursor)
                    .expect(200)
                    .json();
            page.at("/executions").forEach(e -> listed.add(e.at("/execution_id").stringValue()));
            cursor = page.at("/next_cursor").isMissingNode()
                    ? ""
                    : "&cursor=" + page.at("/next_cursor").stringValue();
        } while (!cursor.isEmpty());
        assertThat(listed).isEqualTo(runs);
        assertThat(api.get(PROCESSES + "/" + id + "/executions?cursor=x")
                        .expect(400)
                        .status())
                .isEqualTo(400);
        assertThat(api.get(PROCESSES + "?limit=3").json().at("/processes").size())
                .isEqualTo(3);
    }

    @Test
    void everyActionDescribesItself() {
        JsonNode actions = api.get(PROCESSES + "/actions").expect(200).json().at("/actions");
        List<String> names = new ArrayList<>();
        actions.forEach(action -> {
            names.add(action.at("/name").stringValue());
            assertThat(action.at("/description").stringValue()).endsWith(".");
            assertThat(action.at("/parameters/type").stringValue()).isEqualTo("object");
        });
        assertThat(names)
                .containsExactly(
                        "analytics_report",
                        "cleanup_sessions",
                        "create_task",
                        "escalate_priority",
                        "reschedule_remaining_tasks",
                        "send_reminders",
                        "update_tasks");
    }

    @Test
    void givenTasksDueSoon_whenEscalatedAndReminded_thenOnce() {
        Instant soon = Instant.now().plus(2, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
        String task = task("{\"name\": \"A\", \"due_date\": \"%s\", \"priority\": \"low\"}".formatted(soon));
        String far = task("{\"name\": \"B\", \"due_date\": \"%s\", \"priority\": \"low\"}"
                .formatted(LocalDate.now(ZoneOffset.UTC).plusDays(30)));

        assertThat(api.post(execute(builtInId("escalate_priority")), null)
                        .json()
                        .at("/counts/changed")
                        .intValue())
                .isOne();
        assertThat(api.get("/api/v1/tasks/" + task).text("/priority")).isEqualTo("urgent");
        assertThat(api.get("/api/v1/tasks/" + far).text("/priority")).isEqualTo("low");

        Answer first = api.post(execute(builtInId("send_reminders")), null).expect(200);
        Answer second = api.post(execute(builtInId("send_reminders")), null).expect(200);
        assertThat(first.json().at("/counts/changed").intValue()).isOne();
        assertThat(second.json().at("/counts/changed").intValue()).isZero();
        assertThat(second.json().at("/counts/skipped").intValue()).isOne();
    }

    @Test
    void givenConditionsThatNoTaskCanMeet_whenSaved_thenBadRequestNamingTheField() {
        for (String condition : List.of(
                "\"priority\": \"huge\"", "\"status\": [\"completed\", \"done\"]", "\"due_date\": \"tomorrow\"")) {
            rejected(
                    "{\"name\": \"P\", \"action\": \"update_tasks\", \"parameters\": {\"change\": {\"priority\": \"low\"}},"
                            + " \"event_filter\": {\"types\": [\"task.created\"], \"conditions\": {" + condition
                            + "}}}",
                    "event_filter.conditions." + condition.substring(1, condition.indexOf("\":")));
        }
    }

    @Test
    void givenScheduleAndRecurrence_whenSaved_thenBadRequestNamingTheOneTooMany() {
        String process = "{\"name\": \"P\", \"action\": \"cleanup_sessions\", \"trigger_type\": \"time_based\"%s}";
        rejected(process.formatted(", \"schedule\": \"0 7 * * *\", \"recurrence\": \"FREQ=DAILY\""), "recurrence");
        rejected(process.formatted(""), "schedule");
    }

    private void rejected(String body, String field) {
        Answer answer = api.post(PROCESSES, body).expect(400);
        List<String> fields = new ArrayList<>();
        answer.json()
                .at("/errors")
                .forEach(error -> fields.add(error.at("/field").stringValue()));
        assertThat(fields).as(body).contains(field);
    }

    private JsonNode builtIn(String name) {
        for (JsonNode process : api.get(PROCESSES).expect(200).json().at("/processes")) {
            if (process.at("/name").stringValue().equals(name)) {
                return process;
            }
        }
        throw new AssertionError("No built-in process " + name);
    }

    private String builtInId(String name) {
        return builtIn(name).at("/process_id").stringValue();
    }

    private static String execute(String process) {
        return PROCESSES + "/" + process + "/execute";
    }

    private String task(String body) {
        return api.post("/api/v1/tasks", body).expect(201).text("/task_id");
    }

    private String due(String task) {
        return api.get("/api/v1/tasks/" + task).text("/due_date");
    }

    private static List<String> changes(JsonNode changes) {
        List<String> all = new ArrayList<>();
        changes.forEach(change -> all.add(change.at("/task_id").stringValue() + change.at("/changes")));
        return all;
    }
}
