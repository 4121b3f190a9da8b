package behflow.gateway.process;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.HttpApi;
import behflow.api.admin.Followers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** A rule tried on the past tells when it would have fired and what it would have changed, as the live one did; nothing is written. */
class BacktestIT extends BehflowIT {

    private static final String PROCESSES = "/api/v1/processes";
    private static final String URGENT_OPS = """
            "action": "update_tasks", "trigger_type": "event_based",
            "event_filter": {"types": ["task.created", "task.priority_changed"],
                             "condition": "task.priority == 'urgent' && 'ops' in task.tags"},
            "parameters": {"change": {"status": "in_progress"}}""";

    @Autowired
    private Followers followers;

    private HttpApi api;

    @BeforeEach
    void newUser() {
        api = HttpApi.newUser(baseUrl());
    }

    @Test
    void givenHistory_whenProposedRuleIsTried_thenEachFiringByTheTasksOfThatMomentAndNothingWritten() throws Exception {
        Instant from = Instant.now().minusSeconds(1);
        String early = task("{\"name\": \"Match\", \"priority\": \"urgent\", \"tags\": [\"ops\"]}");
        String later = task("{\"name\": \"Later\", \"tags\": [\"ops\"]}");
        api.put("/api/v1/tasks/" + later, "{\"priority\": \"urgent\"}").expect(200);
        api.put("/api/v1/tasks/" + later, "{\"priority\": \"low\", \"status\": \"completed\"}")
                .expect(200);
        api.put("/api/v1/tasks/" + later, "{\"priority\": \"urgent\"}").expect(200);
        api.delete("/api/v1/tasks/" + later).expect(204);

        Map<String, String> before = settled();
        JsonNode tried = api.post(PROCESSES + "/backtest", "{\"from\": \"%s\", %s}".formatted(from, URGENT_OPS))
                .expect(200)
                .json();
        assertThat(stored()).isEqualTo(before);

        assertThat(tried.at("/complete").booleanValue()).isTrue();
        assertThat(tried.at("/fired").intValue()).isEqualTo(3);
        assertThat(tried.at("/decided_against/condition_false").intValue()).isEqualTo(2);
        assertThat(tried.at("/firings/0/changes/0/task_id").stringValue()).isEqualTo(early);
        assertThat(tried.at("/firings/0/condition").booleanValue()).isTrue();
        assertThat(tried.at("/firings/1/changes/0/changes/status/from").stringValue())
                .isEqualTo("not_started");
        assertThat(tried.at("/firings/2/changes/0/changes/status/from").stringValue())
                .isEqualTo("completed");
        assertThat(tried.at("/firings/2/cause/event_position").longValue()).isPositive();
    }

    @Test
    void givenARecurrenceThatNeverOccurs_whenTried_thenBadRequestNamingTheField() {
        assertThat(api.post(PROCESSES + "/backtest", """
                                {"from": "2026-01-01", "action": "cleanup_sessions",
                                 "recurrence": "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6"}""").expect(400).json().toString())
                .contains("recurrence");
    }

    @Test
    void givenSchedule_whenTried_thenAtEveryDueTimeAndSentOnce() {
        task("{\"name\": \"Old\", \"due_date\": \"2020-01-01\"}");
        Instant now = Instant.now();
        JsonNode tried = api.post(PROCESSES + "/backtest", """
                        {"from": "%s", "to": "%s", "action": "reschedule_remaining_tasks", "schedule": "30 7 * * *"}""".formatted(now.minus(10, ChronoUnit.DAYS), now))
                .expect(200)
                .json();
        assertThat(tried.at("/fired").intValue()).isEqualTo(10);
        assertThat(tried.at("/firings/0/cause/trigger").stringValue()).isEqualTo("schedule");
        assertThat(tried.at("/firings/0/at").stringValue()).endsWith("T07:30:00.000000Z");
        assertThat(tried.at("/firings/0/changes").size())
                .as("there was no task yet")
                .isZero();

        JsonNode monthly = api.post(PROCESSES + "/backtest", """
                        {"from": "2020-01-01", "to": "2025-01-01", "action": "create_task", "schedule": "* * * * *",
                         "parameters": {"name": "Often"}}""").expect(200).json();
        assertThat(monthly.at("/complete").booleanValue()).isFalse();
        assertThat(monthly.at("/fired").intValue()).isEqualTo(1_000);
        assertThat(monthly.at("/message").stringValue()).contains("the rest was not looked at");
        assertThat(monthly.at("/until").stringValue()).startsWith("2020-01-02");
    }

    @Test
    void givenSavedProcess_whenTriedOnWhatItDid_thenWhatItDid() throws Exception {
        String process = api.post(PROCESSES, "{\"name\": \"Burning\", %s}".formatted(URGENT_OPS))
                .expect(201)
                .text("/process_id");
        Instant from = Instant.now().minusSeconds(1);
        for (int i = 0; i < 5; i++) {
            task("{\"name\": \"T%d\", \"priority\": \"%s\", \"tags\": [\"ops\"]}"
                    .formatted(i, i % 2 == 0 ? "urgent" : "low"));
        }
        Instant limit = Instant.now().plusSeconds(30);
        List<String> live = List.of();
        while (live.size() < 3 && Instant.now().isBefore(limit)) {
            TimeUnit.MILLISECONDS.sleep(100);
            live = live(process);
        }
        JsonNode tried = api.post(PROCESSES + "/" + process + "/backtest", "{\"from\": \"%s\"}".formatted(from))
                .expect(200)
                .json();
        List<String> imagined = new ArrayList<>();
        tried.at("/firings")
                .forEach(firing -> imagined.add(firing.at("/cause/event_id").stringValue() + " "
                        + firing.at("/changes/0/task_id").stringValue() + " " + firing.at("/changes/0/changes")));
        assertThat(live).hasSize(3).containsExactlyInAnyOrderElementsOf(imagined);
    }

    @Test
    void givenWrongRequests_whenTried_thenRefused() {
        String process = api.post(PROCESSES, "{\"name\": \"Mine\", %s}".formatted(URGENT_OPS))
                .expect(201)
                .text("/process_id");
        String path = PROCESSES + "/" + process + "/backtest";
        api.post(path, "{}").expect(400);
        api.post(path, "{\"from\": \"2999-01-01\"}").expect(400);
        api.post(path, "{\"from\": \"2025-01-01\", \"to\": \"2999-01-01\"}").expect(400);
        api.post(path, "{\"from\": \"2025-01-02\", \"to\": \"2025-01-01\"}").expect(400);
        api.post(path, "{\"from\": \"1970-01-01\"}").expect(400);
        api.post(PROCESSES + "/backtest", "{\"from\": \"2025-01-01\", \"action\": \"nonsense\"}")
                .expect(400);
        api.post(PROCESSES + "/backtest", """
                {"from": "2025-01-01", "action": "update_tasks", "trigger_type": "event_based",
                 "event_filter": {"types": ["task.created"], "condition": "task.nonsense == 1"},
                 "parameters": {"change": {"status": "blocked"}}}""").expect(400);
        HttpApi.newUser(baseUrl()).post(path, "{}").expect(403);
        JsonNode manual = api.post(PROCESSES + "/backtest", """
                        {"from": "2025-01-01", "action": "analytics_report"}""").expect(200).json();
        assertThat(manual.at("/fired").intValue()).isZero();
    }

    private List<String> live(String process) {
        List<String> all = new ArrayList<>();
        api.get(PROCESSES + "/" + process + "/executions")
                .expect(200)
                .json()
                .at("/executions")
                .forEach(run -> {
                    JsonNode detail = api.get(PROCESSES + "/" + process + "/executions/"
                                    + run.at("/execution_id").stringValue())
                            .expect(200)
                            .json();
                    if (detail.at("/status").stringValue().equals("success")) {
                        all.add(detail.at("/cause/event_id").stringValue() + " "
                                + detail.at("/trace/changes/0/task_id").stringValue() + " "
                                + detail.at("/trace/changes/0/changes"));
                    }
                });
        return all;
    }

    private String task(String body) {
        return api.post("/api/v1/tasks", body).expect(201).text("/task_id");
    }

    /** Once everything that follows the log has come to rest. */
    private Map<String, String> settled() throws Exception {
        Instant limit = Instant.now().plusSeconds(60);
        Map<String, String> before;
        Map<String, String> now;
        do {
            while (followers.list().stream().anyMatch(follower -> follower.lag() > 0)) {
                assertThat(Instant.now()).as("in time").isBefore(limit);
                TimeUnit.MILLISECONDS.sleep(50);
            }
            assertThat(Instant.now()).as("in time").isBefore(limit);
            before = stored();
            TimeUnit.MILLISECONDS.sleep(500);
            now = stored();
        } while (!now.equals(before));
        return now;
    }

    /** How many rows each table has, and the heads of all logs. */
    private Map<String, String> stored() throws SQLException {
        Map<String, String> stored = new TreeMap<>();
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet row = statement.executeQuery("select format('%I.%I', table_schema, table_name)"
                    + " from information_schema.tables where table_type = 'BASE TABLE'"
                    + " and table_schema not in ('pg_catalog', 'information_schema', 'scheduler')")) {
                while (row.next()) {
                    tables.add(row.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet row = statement.executeQuery("select count(*) from " + table)) {
                    row.next();
                    stored.put(table, row.getString(1));
                }
            }
            try (ResultSet row = statement.executeQuery("select string_agg(owner_id || ' ' || position || ' '"
                    + " || encode(hash, 'hex'), ',' order by owner_id) from eventstore.log_head")) {
                row.next();
                stored.put("heads", row.getString(1));
            }
        }
        assertThat(stored).hasSizeGreaterThan(20);
        return stored;
    }
}
