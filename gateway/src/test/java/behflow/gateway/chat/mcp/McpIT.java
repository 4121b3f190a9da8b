package behflow.gateway.chat.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.HttpApi;
import behflow.HttpApi.Answer;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingType;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The Model Context Protocol by the SDK's own client. */
class McpIT extends BehflowIT {

    private static final String[] BOTH = {"Accept", "application/json, text/event-stream"};

    private HttpApi api;
    private McpApi mcp;

    @BeforeEach
    void newUser() {
        api = HttpApi.newUser(baseUrl());
        mcp = new McpApi(baseUrl(), api);
    }

    @AfterEach
    void close() {
        mcp.close();
    }

    private JsonNode tasks() {
        return api.get("/api/v1/tasks?sort=created_at").expect(200).json().at("/tasks");
    }

    private long events() {
        return api.get("/api/v1/log/head").expect(200).json().at("/position").longValue();
    }

    private String create(String name) {
        return mcp.done("create_task", Map.of("name", name))
                .at("/tasks/0/task_id")
                .stringValue();
    }

    @Test
    void givenNoToken_whenAnything_then401() {
        String ping = "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"ping\"}";
        HttpApi.anonymous(baseUrl()).post("/mcp", ping, BOTH).expect(401);
        api.withToken("Bearer nonsense").post("/mcp", ping, BOTH).expect(401);
        api.withToken("bearer " + api.token()).post("/mcp", ping, BOTH).expect(200);
        api.get("/mcp", "Accept", "text/event-stream").expect(405);
    }

    @Test
    void givenToolList_whenRead_thenSchemasAndFewTokens() throws IOException {
        McpSchema.ListToolsResult list = mcp.client().listTools();
        assertThat(list.tools())
                .extracting(McpSchema.Tool::name)
                .containsExactly(
                        "create_task",
                        "change_tasks",
                        "complete_tasks",
                        "delete_tasks",
                        "restore_task",
                        "list_tasks",
                        "search_tasks",
                        "list_overdue_tasks",
                        "list_tasks_by_tag",
                        "task_statistics",
                        "group_tasks",
                        "task_history",
                        "repeat_task",
                        "undo_change",
                        "list_processes",
                        "run_process");
        assertThat(list.tools()).allSatisfy(tool -> {
            assertThat(tool.inputSchema()).containsEntry("additionalProperties", false);
            assertThat(tool.outputSchema()).containsEntry("type", "object");
            assertThat(tool.annotations().readOnlyHint()).isNotNull();
        });
        String json = McpJsonDefaults.getMapper().writeValueAsString(list);
        int tokens = Encodings.newDefaultEncodingRegistry()
                .getEncoding(EncodingType.O200K_BASE)
                .countTokens(json);
        System.out.println("Tool list: " + tokens + " tokens");
        assertThat(tokens).isLessThan(8_000);
    }

    /** What a tool says of itself is compared with what it does to the log and to the tasks that were there. */
    @Test
    void givenHints_whenCalled_thenTheyAreTrue() {
        String other = create("untouched");
        String deleted = create("gone");
        mcp.done("delete_tasks", Map.of("task_ids", List.of(deleted), "confirmed", true));
        String process = mcp.done("list_processes", Map.of())
                .at("/processes")
                .valueStream()
                .filter(node -> node.path("name").asString("").equals("reschedule_remaining_tasks"))
                .findFirst()
                .orElseThrow()
                .path("process_id")
                .stringValue();
        for (McpSchema.Tool tool : mcp.client().listTools().tools()) {
            String target = create("target of " + tool.name());
            mcp.done("change_tasks", Map.of("task_ids", List.of(target), "due_date", "2020-01-01"));
            Map<String, Object> arguments = switch (tool.name()) {
                case "create_task" -> Map.of("name", "made");
                case "repeat_task" ->
                    Map.of("name", "made daily", "recurrence", "FREQ=DAILY", "due_date", "2035-01-01T09:00");
                case "change_tasks" -> Map.of("task_ids", List.of(target), "priority", "urgent");
                case "complete_tasks" -> Map.of("task_ids", List.of(target));
                case "delete_tasks" -> Map.of("task_ids", List.of(target), "confirmed", true);
                case "restore_task" -> Map.of("task_id", deleted);
                case "search_tasks" -> Map.of("text", "target");
                case "list_tasks_by_tag" -> Map.of("tag", "x");
                case "group_tasks" -> Map.of("by", "status");
                case "task_history" -> Map.of("task_id", other);
                case "run_process" -> Map.of("process_id", process, "confirmed", true);
                default -> Map.of();
            };
            if (tool.name().equals("undo_change")) {
                create("made last");
            }
            JsonNode before = tasks();
            long start = events();
            if (!tool.annotations().readOnlyHint()
                    && tool.inputSchema().toString().contains("dry_run")) {
                Map<String, Object> dry = new HashMap<>(arguments);
                dry.put("dry_run", true);
                mcp.done(tool.name(), dry);
                assertThat(events()).as("dry run of " + tool.name()).isEqualTo(start);
            }
            mcp.done(tool.name(), arguments);
            long once = events();
            JsonNode after = tasks();
            assertThat(once > start)
                    .as("writes: " + tool.name())
                    .isEqualTo(!tool.annotations().readOnlyHint());
            boolean lost =
                    before.valueStream().anyMatch(task -> after.valueStream().noneMatch(task::equals));
            assertThat(lost)
                    .as("takes away or overwrites: " + tool.name())
                    .isEqualTo(tool.annotations().destructiveHint());
            McpSchema.CallToolResult again = mcp.call(tool.name(), arguments);
            if (tool.annotations().idempotentHint()) {
                assertThat(events()).as("repeated: " + tool.name()).isEqualTo(once);
            } else {
                assertThat(events()).as("repeated: " + tool.name() + again).isGreaterThan(once);
            }
        }
    }

    @Test
    void givenFaultyCalls_whenMade_thenErrorsOfTheTool() {
        assertThat(mcp.refused(
                        "create_task",
                        Map.of("name", "x", "user_id", UUID.randomUUID().toString())))
                .contains("no other arguments");
        assertThat(mcp.refused("create_task", Map.of())).isEqualTo("name is required.");
        assertThat(mcp.refused("create_task", Map.of("name", "x", "priority", "highest")))
                .contains("must be one of low, medium, high, urgent");
        assertThat(mcp.refused("list_tasks", Map.of("status", "completed"))).contains("list of texts");
        assertThat(mcp.refused("change_tasks", Map.of("task_ids", List.of("nonsense"), "name", "x")))
                .isEqualTo("Resource not found");
        assertThat(mcp.refused("complete_tasks", Map.of("task_ids", Collections.nCopies(1_001, "x"))))
                .isEqualTo("task_ids can have at most 1000 entries in one call.");
        assertThat(mcp.refused("undo_change", Map.of())).isEqualTo("There is nothing to undo");
        try (McpApi stranger = new McpApi(baseUrl(), HttpApi.newUser(baseUrl()))) {
            String task = create("mine");
            for (String tool : List.of("complete_tasks", "delete_tasks")) {
                assertThat(stranger.refused(tool, Map.of("task_ids", List.of(task))))
                        .isEqualTo("Resource not found");
            }
            assertThat(stranger.refused("task_history", Map.of("task_id", task)))
                    .isEqualTo("Resource not found");
        }
        assertThat(tasks().size()).isOne();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{}",
                "{\"jsonrpc\": \"2.0\"}",
                "{\"jsonrpc\": \"2.0\", \"id\": {}, \"method\": 5}",
                "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"tools/call\", \"params\": 7}",
                "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"tools/call\", \"params\": {\"name\": []}}",
                "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"initialize\", \"params\": {\"capabilities\": 1}}",
                "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"a\", \"method\": \"b\"}",
                "{\"jsonrpc\": \"2.0\", \"id\": 1, \"result\": {}}",
            })
    void givenNoMessage_whenSent_thenNeverAFault(String body) {
        Answer answer = api.post("/mcp", body, BOTH);
        assertThat(answer.status()).as(answer.body()).isIn(200, 400);
        assertThat(answer.body()).doesNotContain("Exception", "modelcontextprotocol");
    }

    @Test
    void givenOtherOrigin_whenSent_then403() {
        String ping = "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"ping\"}";
        for (String origin : List.of("https://evil.example", "null", "http://localhost.evil.example", "no origin")) {
            api.post("/mcp", ping, "Accept", BOTH[1], "Origin", origin).expect(403);
        }
        api.post("/mcp", ping, "Accept", BOTH[1], "Origin", "http://localhost:3000")
                .expect(200);
        api.post("/mcp", ping, "Accept", "text/html").expect(400);
        api.post("/mcp", "{\"a\": \"" + "x".repeat(1_100_000) + "\"}", BOTH).expect(413);
    }

    @Test
    void givenUsersZone_whenDatesAreLocal_thenMeantThere() {
        api.put("/me/settings", "{\"timezone\": \"Asia/Tehran\"}").expect(200);
        JsonNode task = mcp.done("create_task", Map.of("name", "x", "due_date", "2031-12-31"))
                .at("/tasks/0");
        assertThat(task.path("due_date").stringValue()).isEqualTo("2031-12-31T20:29:59Z");
        assertThat(task.path("due_local").stringValue()).isEqualTo("2031-12-31T23:59:59");
    }

    @Test
    void givenDeletion_whenNotConfirmed_thenOnlyShown() {
        String task = create("keep me");
        JsonNode asked = mcp.done("delete_tasks", Map.of("task_ids", List.of(task)));
        assertThat(asked.path("outcome").stringValue()).isEqualTo("needs_confirmation");
        assertThat(asked.at("/tasks/0/name").stringValue()).isEqualTo("keep me");
        assertThat(tasks().size()).isOne();
        JsonNode done = mcp.done("delete_tasks", Map.of("task_ids", List.of(task), "confirmed", true));
        assertThat(tasks().size()).isZero();
        mcp.done(
                "undo_change",
                Map.of("correlation_id", done.path("correlation_id").stringValue()));
        assertThat(tasks().size()).isOne();
    }

    @Test
    void givenChangeOfManyTasks_whenUndone_thenOnlyShownUntilConfirmedByItsId() {
        List<String> ids =
                IntStream.rangeClosed(1, 11).mapToObj(i -> create("task " + i)).toList();
        JsonNode changed = mcp.done("complete_tasks", Map.of("task_ids", ids, "confirmed", true));
        JsonNode asked = mcp.done("undo_change", Map.of());
        assertThat(asked.path("outcome").stringValue()).isEqualTo("needs_confirmation");
        assertThat(asked.path("undone")).isEqualTo(changed.path("correlation_id"));
        assertThat(asked.path("count").intValue()).isEqualTo(11);
        assertThat(tasks().findValuesAsString("status")).containsOnly("completed");
        assertThat(mcp.refused("undo_change", Map.of("confirmed", true))).contains("correlation_id");
        String id = asked.path("undone").stringValue();
        assertThat(mcp.done("undo_change", Map.of("correlation_id", id))
                        .path("outcome")
                        .stringValue())
                .isEqualTo("needs_confirmation");
        create("one more");
        mcp.done("undo_change", Map.of("correlation_id", id, "confirmed", true));
        assertThat(tasks().findValuesAsString("status")).hasSize(12).containsOnly("not_started");
    }

    @Test
    void givenChanges_whenUndone_thenBackAndAudited() throws SQLException {
        String task = create("paint the fence");
        mcp.done("change_tasks", Map.of("task_ids", List.of(task), "add_tags", List.of("garden"), "priority", "high"));
        JsonNode changed = mcp.done("complete_tasks", Map.of("task_ids", List.of(task)));
        assertThat(mcp.done("list_tasks_by_tag", Map.of("tag", "garden"))
                        .path("count")
                        .intValue())
                .isOne();
        assertThat(mcp.done("task_statistics", Map.of())
                        .at("/by_status/completed")
                        .intValue())
                .isOne();
        assertThat(mcp.done("group_tasks", Map.of("by", "priority"))
                        .at("/groups/2/value")
                        .stringValue())
                .isEqualTo("high");
        assertThat(mcp.done("undo_change", Map.of()).path("undone")).isEqualTo(changed.path("correlation_id"));
        assertThat(tasks().at("/0/status").stringValue()).isEqualTo("not_started");
        mcp.done("undo_change", Map.of());
        assertThat(tasks().at("/0/priority").stringValue()).isEqualTo("medium");
        assertThat(tasks().at("/0/tags").size()).isZero();
        JsonNode history = mcp.done("task_history", Map.of("task_id", task));
        assertThat(history.at("/events/0/type").stringValue()).isEqualTo("task.created");
        assertThat(history.at("/events/0/actor").stringValue()).isEqualTo("agent");
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*), count(*) filter (where actor = 'agent'),"
                        + " count(causation_id), count(chat_session_id) from audit.event where type like 'task.%'"
                        + " and owner_id = '" + api.userId() + "'")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getLong(2)).isEqualTo(row.getLong(1)).isGreaterThan(5);
            assertThat(row.getLong(3)).isEqualTo(row.getLong(1));
            assertThat(row.getLong(4)).isZero();
        }
    }
}
