package behflow.gateway.process;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.HttpApi;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.EventProcessor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Events start processes: those that the filter means, once each, never for ever, and what was decided against is told. */
class EventTriggersIT extends BehflowIT {

    private static final String PROCESSES = "/api/v1/processes";
    private static final String FOLLOWER = "process.event_triggers";
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @Autowired
    private EventProcessingConfiguration processing;

    private HttpApi api;

    @BeforeEach
    void newUser() {
        api = HttpApi.newUser(baseUrl());
    }

    @Test
    void givenCondition_whenEventsMatchOrNot_thenRunOncePerMatchAndDecisionPerOther() throws Exception {
        String before = task("{\"name\": \"Before\", \"priority\": \"urgent\", \"tags\": [\"ops\"]}");
        String process = process("""
                {"name": "Start what burns", "action": "update_tasks", "trigger_type": "event_based",
                 "event_filter": {"types": ["task.created", "task.priority_changed"],
                                  "condition": "task.priority == 'urgent' && 'ops' in task.tags"},
                 "parameters": {"change": {"status": "in_progress"}}}""");
        String created = task("{\"name\": \"Match\", \"priority\": \"urgent\", \"tags\": [\"ops\"]}");
        String other = task("{\"name\": \"No match\", \"priority\": \"urgent\"}");
        String later = task("{\"name\": \"Later\", \"priority\": \"low\", \"tags\": [\"ops\", \"x\"]}");
        api.put("/api/v1/tasks/" + later, "{\"priority\": \"urgent\"}").expect(200);

        await(() -> status(created).equals("in_progress") && status(later).equals("in_progress"));
        await(() -> decisions(process).size() == 2);
        assertThat(status(other)).isEqualTo("not_started");
        assertThat(status(before)).as("it happened before there was a trigger").isEqualTo("not_started");
        assertThat(decisions(process)).allSatisfy(decision -> {
            assertThat(decision.at("/outcome").stringValue()).isEqualTo("condition_false");
            assertThat(decision.at("/reason").stringValue()).isNotBlank();
            assertThat(decision.at("/cause/event_position").longValue()).isPositive();
        });

        JsonNode runs = api.get(PROCESSES + "/" + process + "/executions")
                .expect(200)
                .json()
                .at("/executions");
        assertThat(runs).hasSize(2);
        JsonNode run = api.get(PROCESSES + "/" + process + "/executions/"
                        + runs.get(0).at("/execution_id").stringValue())
                .expect(200)
                .json();
        assertThat(run.at("/cause/trigger").stringValue()).isEqualTo("event");
        assertThat(run.at("/condition").booleanValue()).isTrue();
        assertThat(run.at("/trace/changes/0/task_id").stringValue()).isEqualTo(later);
        JsonNode last = lastEvent(created);
        assertThat(last.at("/type").stringValue()).isEqualTo("task.status_changed");
        assertThat(last.at("/actor/kind").stringValue()).isEqualTo("process");
        assertThat(last.at("/cause/execution_id").stringValue())
                .isEqualTo(last.at("/cause/correlation_id").stringValue());
    }

    @Test
    void givenShortFormAndBefore_whenRuleIsChangedOrInactive_thenTheRuleOfThatMomentDecides() throws Exception {
        String process = process("""
                {"name": "Tag", "action": "update_tasks", "trigger_type": "event_based",
                 "event_filter": {"types": ["task.created"], "conditions": {"priority": ["high", "urgent"]}},
                 "parameters": {"change": {"status": "blocked"}}}""");
        String first = task("{\"name\": \"First\", \"priority\": \"high\"}");
        api.put(PROCESSES + "/" + process, """
                {"event_filter": {"types": ["task.priority_changed"],
                                  "condition": "before.priority == 'low' && task.priority != 'low'"}}""").expect(200);
        String second = task("{\"name\": \"Second\", \"priority\": \"high\"}");
        String third = task("{\"name\": \"Third\", \"priority\": \"low\"}");
        api.put("/api/v1/tasks/" + third, "{\"priority\": \"medium\"}").expect(200);
        await(() -> status(first).equals("blocked") && status(third).equals("blocked"));
        api.put(PROCESSES + "/" + process, "{\"is_active\": false}").expect(200);
        String fourth = task("{\"name\": \"Fourth\", \"priority\": \"low\"}");
        api.put("/api/v1/tasks/" + fourth, "{\"priority\": \"medium\"}").expect(200);
        rest();
        assertThat(status(second)).isEqualTo("not_started");
        assertThat(status(fourth)).isEqualTo("not_started");
        assertThat(decisions(process)).as("an inactive process decides nothing").isEmpty();
    }

    @Test
    void givenProcessesThatStartEachOther_whenOneEvent_thenTheChainEndsAtTenAndSaysSo() throws Exception {
        String up = process(flip("low", "high"));
        String down = process(flip("high", "low"));
        String task = task("{\"name\": \"Ping-pong\"}");
        api.put("/api/v1/tasks/" + task, "{\"priority\": \"low\"}").expect(200);
        rest();
        assertThat(number("select count(*) from execution_view where owner_id = '" + api.userId() + "'"))
                .isEqualTo(10);
        assertThat(number("select max(depth) from eventstore.event where owner_id = '" + api.userId() + "'"))
                .isEqualTo(10);
        List<JsonNode> all = new ArrayList<>(decisions(up));
        all.addAll(decisions(down));
        assertThat(all)
                .filteredOn(decision -> decision.at("/outcome").stringValue().equals("depth"))
                .hasSize(1);
    }

    @Test
    void givenEventsComeAgain_whenProcessorWasStopped_thenStillOneRunForEach() throws Exception {
        String process = process("""
                {"name": "Make one", "action": "create_task", "trigger_type": "event_based",
                 "event_filter": {"types": ["task.status_changed"], "condition": "task.status == 'completed'"},
                 "parameters": {"name": "Follow up"}}""");
        String task = task("{\"name\": \"Done soon\"}");
        rest();
        execute("create table if not exists tokens_then (like eventstore.token_entry)");
        execute("insert into tokens_then select * from eventstore.token_entry where processor_name = '" + FOLLOWER
                + "'");
        api.put("/api/v1/tasks/" + task, "{\"status\": \"completed\"}").expect(200);
        rest();
        assertThat(count(process)).isOne();
        EventProcessor triggers = processing.eventProcessor(FOLLOWER).orElseThrow();
        triggers.shutDown();
        execute("update eventstore.token_entry t set token = o.token, owner = null from tokens_then o"
                + " where t.processor_name = o.processor_name and t.segment = o.segment");
        execute("drop table tokens_then");
        String while_stopped = task("{\"name\": \"Done while nobody looked\"}");
        api.put("/api/v1/tasks/" + while_stopped, "{\"status\": \"completed\"}").expect(200);
        triggers.start();
        await(() -> count(process) == 2);
        rest();
        assertThat(count(process)).isEqualTo(2);
        assertThat(api.get("/api/v1/tasks?q=follow").json().at("/tasks")).hasSize(2);
    }

    /** It had read the process ahead of the erasure, and writes what it made of it after that. */
    @Test
    void givenAccountErasedMeanwhile_whenTheErasureIsMet_thenNothingOfItsOwnerStays() throws Exception {
        String process = process("""
                {"name": "Make one", "action": "create_task", "trigger_type": "event_based",
                 "event_filter": {"types": ["task.created"], "condition": "task.name == 'x'"},
                 "parameters": {"name": "Follow up"}}""");
        task("{\"name\": \"y\"}");
        await(() -> decisions(process).size() == 1);
        rest();
        List<String> tables = List.of("event_trigger", "event_trigger_owner", "decision");
        EventProcessor triggers = processing.eventProcessor(FOLLOWER).orElseThrow();
        triggers.shutDown();
        for (String table : tables) {
            execute("create table " + table + "_then as select * from process." + table + " where owner_id = '"
                    + api.userId() + "'");
        }
        api.post("/me/erase", "{\"password\": \"securepass123\"}").expect(200);
        for (String table : tables) {
            assertThat(owned(table)).as(table).isZero();
            execute("insert into process." + table + " select * from " + table + "_then");
            assertThat(owned(table)).as(table).isPositive();
            execute("drop table " + table + "_then");
        }
        triggers.start();
        for (String table : tables) {
            await(() -> owned(table) == 0);
        }
    }

    private long owned(String table) throws SQLException {
        return number("select count(*) from process." + table + " where owner_id = '" + api.userId() + "'");
    }

    @Test
    void givenRandomGraphs_whenSetOff_thenTheyComeToRest() throws Exception {
        for (long seed : new long[] {1, 2, 3}) {
            newUser();
            Random random = new Random(seed);
            List<String> values = List.of("low", "medium", "high", "urgent");
            List<String> states = List.of("not_started", "in_progress", "blocked", "completed");
            for (int i = 0; i < 5; i++) {
                boolean onPriority = random.nextBoolean();
                boolean toPriority = random.nextBoolean();
                process("""
                        {"name": "P%d", "action": "update_tasks", "trigger_type": "event_based",
                         "event_filter": {"types": ["%s"], "condition": "task.%s == '%s'"},
                         "parameters": {"change": {"%s": "%s"}}}""".formatted(
                                i,
                                onPriority ? "task.priority_changed" : "task.status_changed",
                                onPriority ? "priority" : "status",
                                (onPriority ? values : states).get(random.nextInt(4)),
                                toPriority ? "priority" : "status",
                                (toPriority ? values : states).get(random.nextInt(4))));
            }
            String task = task("{\"name\": \"Set off\", \"priority\": \"urgent\"}");
            for (String value : values) {
                api.put(
                                "/api/v1/tasks/" + task,
                                "{\"priority\": \"%s\", \"status\": \"%s\"}"
                                        .formatted(value, states.get(random.nextInt(4))))
                        .expect(200);
            }
            rest();
            assertThat(number("select coalesce(max(depth), 0) from eventstore.event where owner_id = '" + api.userId()
                            + "'"))
                    .as("seed " + seed)
                    .isLessThanOrEqualTo(10);
            assertThat(number("select count(*) from eventstore.dead_letter where owner_id = '" + api.userId() + "'"))
                    .isZero();
        }
    }

    private static String flip(String from, String to) {
        return """
                {"name": "%1$s to %2$s", "action": "update_tasks", "trigger_type": "event_based",
                 "event_filter": {"types": ["task.priority_changed"], "condition": "task.priority == '%1$s'"},
                 "parameters": {"change": {"priority": "%2$s"}}}""".formatted(from, to);
    }

    /** Until the triggers have seen everything and nothing runs. */
    private void rest() throws Exception {
        await(() -> {
            boolean quiet =
                    seen() && number("select count(*) from process.run where owner_id = '" + api.userId() + "'") == 0;
            long head = head();
            TimeUnit.MILLISECONDS.sleep(200);
            return quiet && seen() && head == head();
        });
    }

    private long head() throws SQLException {
        return number(
                "select coalesce(max(position), 0) from eventstore.event where owner_id = '" + api.userId() + "'");
    }

    private boolean seen() throws SQLException {
        return number("select count(*) from eventstore.event e where e.owner_id = '" + api.userId()
                        + "' and (e.tx, e.idx) >"
                        + " (select (convert_from(token, 'UTF8')::jsonb ->> 'tx')::bigint,"
                        + " (convert_from(token, 'UTF8')::jsonb ->> 'idx')::int from eventstore.token_entry"
                        + " where processor_name = '" + FOLLOWER + "' order by 1, 2 limit 1)")
                == 0;
    }

    private long count(String process) throws SQLException {
        return number("select count(*) from execution_view where process_id = '" + process + "'");
    }

    private List<JsonNode> decisions(String process) {
        List<JsonNode> all = new ArrayList<>();
        api.get(PROCESSES + "/" + process + "/decisions?limit=100")
                .expect(200)
                .json()
                .at("/decisions")
                .forEach(all::add);
        return all;
    }

    private JsonNode lastEvent(String task) {
        JsonNode events =
                api.get("/api/v1/tasks/" + task + "/history").expect(200).json().at("/events");
        return events.get(events.size() - 1);
    }

    private String status(String task) {
        return api.get("/api/v1/tasks/" + task).expect(200).text("/status");
    }

    private String task(String body) {
        return api.post("/api/v1/tasks", body).expect(201).text("/task_id");
    }

    private String process(String body) {
        return api.post(PROCESSES, body).expect(201).text("/process_id");
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        Instant limit = Instant.now().plus(PATIENCE);
        while (!condition.call()) {
            assertThat(Instant.now()).as("in time").isBefore(limit);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static void execute(String sql) throws SQLException {
        database().execute(sql);
    }

    private static long number(String sql) throws SQLException {
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
