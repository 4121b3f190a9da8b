package behflow;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.HttpApi.Answer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A walk over the API's specification: every endpoint, field, status and error in it, by a client that knows nothing else. */
class SpecificationIT extends BehflowIT {

    private static final String NOBODYS = "/api/v1/tasks/" + UUID.randomUUID();
    private static final String UUID_FORM = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final String INSTANT_FORM = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{6})?Z";
    private static final String[] STATUSES = {"not_started", "in_progress", "completed", "blocked"};
    private static final String[] PRIORITIES = {"low", "medium", "high", "urgent"};

    private HttpApi anonymous;
    private HttpApi api;

    @BeforeEach
    void clients() {
        anonymous = HttpApi.anonymous(baseUrl());
        api = HttpApi.newUser(baseUrl());
    }

    @Test
    void register() {
        String body = """
                {"username": "u%s", "password": "securepass123", "name": "John", "lastname": "Doe"}""".formatted(UUID.randomUUID().toString().substring(0, 12));
        Answer registered = anonymous.post("/register", body).expect(200);
        assertThat(registered.json().propertyNames())
                .containsExactlyInAnyOrder("user_id", "username", "name", "lastname");
        assertThat(registered.text("/user_id")).matches(UUID_FORM);
        assertThat(registered.text("/name")).isEqualTo("John");
        assertThat(registered.text("/lastname")).isEqualTo("Doe");
        assertThat(body).contains(registered.text("/username"));
        Answer again = anonymous.post("/register", body).expect(400);
        assertThat(again.text("/detail")).isEqualTo("Username already exists");
    }

    @Test
    void loginAndMe() {
        JsonNode me = api.get("/me").expect(200).json();
        assertThat(me.propertyNames()).containsExactlyInAnyOrder("user_id", "username", "name", "lastname");
        String username = me.at("/username").stringValue();
        Answer login = anonymous
                .post("/login", "{\"username\": \"%s\", \"password\": \"securepass123\"}".formatted(username))
                .expect(200);
        assertThat(login.json().propertyNames()).containsExactlyInAnyOrder("token", "user");
        assertThat(login.text("/token")).matches(UUID_FORM);
        assertThat(login.json().at("/user")).isEqualTo(me);
        Answer wrong = anonymous
                .post("/login", "{\"username\": \"%s\", \"password\": \"securepass124\"}".formatted(username))
                .expect(401);
        assertThat(wrong.text("/detail")).isEqualTo("Invalid credentials");
    }

    @Test
    void withoutAToken_everythingElseIs401() {
        for (HttpApi client :
                List.of(anonymous, anonymous.withToken(UUID.randomUUID().toString()))) {
            for (String request : List.of(
                    "GET /me",
                    "POST /api/v1/chat",
                    "GET /api/v1/tasks",
                    "POST /api/v1/tasks",
                    "PUT " + NOBODYS,
                    "DELETE " + NOBODYS)) {
                String[] line = request.split(" ");
                Answer answer = client.send(line[0], line[1], null).expect(401);
                assertThat(answer.text("/detail")).isEqualTo("Authentication required or invalid token");
                assertThat(answer.header("Content-Type")).startsWith("application/json");
            }
        }
    }

    @Test
    void chat() {
        Answer reply = api.post(
                        "/api/v1/chat",
                        "{\"message\": \"Create a task to review project documentation\", \"session_id\": \"abc-123\"}")
                .expect(200);
        assertThat(reply.json().propertyNames()).containsExactlyInAnyOrder("response", "session_id", "tasks");
        assertThat(reply.text("/response")).isNotBlank();
        assertThat(reply.text("/session_id")).isEqualTo("abc-123");
        JsonNode task = reply.json().at("/tasks/0");
        assertThat(task.propertyNames()).contains("task_id", "name", "description", "status", "priority");
        assertThat(api.get("/api/v1/tasks").json().at("/tasks/0/task_id")).isEqualTo(task.at("/task_id"));
        assertThat(api.post("/api/v1/chat", "{\"message\": \"Hello\"}")
                        .expect(200)
                        .text("/session_id"))
                .isNotBlank();
        hasDetail(api.post("/api/v1/chat", "{\"session_id\": \"abc-123\"}").expect(400));
    }

    @Test
    void createAndListTasks() {
        Answer created = api.post("/api/v1/tasks", """
                {"name": "Review", "description": "Check", "priority": "urgent", "due_date": "2025-12-31T23:59:59Z",
                 "tags": ["project", "urgent"]}""").expect(201);
        assertThat(created.text("/task_id")).matches(UUID_FORM);
        assertThat(created.text("/name")).isEqualTo("Review");
        assertThat(created.text("/description")).isEqualTo("Check");
        assertThat(created.text("/status")).isEqualTo("not_started");
        assertThat(created.text("/priority")).isEqualTo("urgent");
        assertThat(created.text("/due_date")).isEqualTo("2025-12-31T23:59:59Z");
        assertThat(created.text("/created_at")).matches(INSTANT_FORM);
        assertThat(created.text("/updated_at")).matches(INSTANT_FORM);
        JsonNode list = api.get("/api/v1/tasks").expect(200).json();
        assertThat(list.at("/tasks").size()).isOne();
        JsonNode listed = list.at("/tasks/0");
        for (String field : List.of(
                "task_id",
                "name",
                "description",
                "status",
                "priority",
                "due_date",
                "created_at",
                "updated_at",
                "tags")) {
            assertThat(listed.get(field)).as(field).isEqualTo(created.json().get(field));
        }
        assertThat(listed.at("/tags").toString()).isEqualTo("[\"project\",\"urgent\"]");
    }

    @Test
    void listByEachStatusAndPriority() {
        for (int i = 0; i < 4; i++) {
            String id = api.post(
                            "/api/v1/tasks",
                            "{\"name\": \"T\", \"description\": \"d\", \"priority\": \"%s\"}".formatted(PRIORITIES[i]))
                    .expect(201)
                    .text("/task_id");
            api.put("/api/v1/tasks/" + id, "{\"status\": \"%s\"}".formatted(STATUSES[i]))
                    .expect(200);
        }
        for (int i = 0; i < 4; i++) {
            for (String query : List.of("status=" + STATUSES[i], "priority=" + PRIORITIES[i])) {
                JsonNode tasks =
                        api.get("/api/v1/tasks?" + query).expect(200).json().at("/tasks");
                assertThat(tasks.size()).as(query).isOne();
                assertThat(tasks.at("/0/status").stringValue()).isEqualTo(STATUSES[i]);
                assertThat(tasks.at("/0/priority").stringValue()).isEqualTo(PRIORITIES[i]);
            }
        }
        assertThat(api.get("/api/v1/tasks?status=blocked&priority=low")
                        .json()
                        .at("/tasks")
                        .size())
                .isZero();
        hasDetail(api.get("/api/v1/tasks?status=nonsense").expect(400));
    }

    @Test
    void updateEachFieldAlone() {
        String path = "/api/v1/tasks/"
                + api.post("/api/v1/tasks", "{\"name\": \"A\", \"description\": \"a\", \"priority\": \"low\"}")
                        .expect(201)
                        .text("/task_id");
        for (String change : List.of(
                "\"name\":\"B\"",
                "\"description\":\"b\"",
                "\"status\":\"in_progress\"",
                "\"priority\":\"high\"",
                "\"due_date\":\"2025-12-31T23:59:59Z\"",
                "\"tags\":[\"x\"]")) {
            Answer changed = api.put(path, "{" + change + "}").expect(200);
            assertThat(changed.json().toString()).contains(change);
            assertThat(changed.json().propertyNames()).contains("task_id", "name", "description", "status", "priority");
        }
        JsonNode all = api.get("/api/v1/tasks").json().at("/tasks/0");
        assertThat(all.toString()).contains("\"name\":\"B\"", "\"description\":\"b\"", "\"status\":\"in_progress\"");
        for (String wrong : List.of("{\"status\": \"done\"}", "{\"name\": 5}", "{\"due_date\": \"soon\"}", "[]", "{")) {
            hasDetail(api.put(path, wrong).expect(400));
        }
    }

    @Test
    void deleteTask() {
        String path = "/api/v1/tasks/"
                + api.post("/api/v1/tasks", "{\"name\": \"A\"}").expect(201).text("/task_id");
        assertThat(api.delete(path).expect(204).body()).isEmpty();
        assertThat(api.delete(path).expect(404).text("/detail")).isEqualTo("Resource not found");
        assertThat(api.get("/api/v1/tasks").json().at("/tasks").size()).isZero();
    }

    @Test
    void errorBodies() {
        assertThat(api.put(NOBODYS, "{}").expect(404).text("/detail")).isEqualTo("Resource not found");
        assertThat(api.get("/no/such/route").expect(404).text("/detail")).isEqualTo("Resource not found");
        String others = "/api/v1/tasks/"
                + HttpApi.newUser(baseUrl())
                        .post("/api/v1/tasks", "{\"name\": \"A\"}")
                        .expect(201)
                        .text("/task_id");
        assertThat(api.put(others, "{}").expect(403).text("/detail")).isEqualTo("Access denied");
        assertThat(api.delete(others).expect(403).text("/detail")).isEqualTo("Access denied");
        hasDetail(api.post("/api/v1/tasks", "{\"name\": \"\"}").expect(400));
        hasDetail(anonymous.post("/register", "{}").expect(400));
        hasDetail(anonymous.post("/login", "{}").expect(400));
    }

    @Test
    void processes() {
        JsonNode builtIn = null;
        for (JsonNode process : api.get("/api/v1/processes").expect(200).json().at("/processes")) {
            if (process.at("/name").stringValue().equals("reschedule_remaining_tasks")) {
                builtIn = process;
            }
        }
        assertThat(builtIn.propertyNames())
                .contains(
                        "process_id", "name", "description", "trigger_type", "schedule", "is_active", "last_execution");
        assertThat(builtIn.at("/process_id").stringValue()).matches(UUID_FORM);
        assertThat(builtIn.at("/trigger_type").stringValue()).isEqualTo("time_based");
        assertThat(builtIn.at("/schedule").stringValue().split(" ")).hasSize(5);
        assertThat(builtIn.at("/is_active").isBoolean()).isTrue();
        String execute = "/api/v1/processes/" + builtIn.at("/process_id").stringValue() + "/execute";
        Answer run = api.post(execute, null).expect(200);
        assertThat(run.json().propertyNames())
                .contains("execution_id", "process_id", "status", "message", "started_at", "completed_at");
        assertThat(run.text("/execution_id")).matches(UUID_FORM);
        assertThat(run.json().at("/process_id")).isEqualTo(builtIn.at("/process_id"));
        assertThat(run.text("/status")).isIn("success", "failed", "running");
        assertThat(run.text("/started_at")).matches(INSTANT_FORM);
        anonymous.post(execute, null).expect(401);
        anonymous.get("/api/v1/processes").expect(401);
        assertThat(api.post("/api/v1/processes/" + UUID.randomUUID() + "/execute", null)
                        .expect(404)
                        .text("/detail"))
                .isEqualTo("Resource not found");
    }

    @Test
    void health() {
        Answer health = anonymous.get("/health").expect(200);
        assertThat(health.json().propertyNames()).containsExactlyInAnyOrder("status", "version", "timestamp");
        assertThat(health.text("/status")).isEqualTo("healthy");
        assertThat(health.text("/version")).isEqualTo("1.0.0");
        assertThat(health.text("/timestamp")).matches(INSTANT_FORM);
    }

    @Test
    void documentation() {
        assertThat(anonymous.get("/openapi.json").expect(200).json().has("paths"))
                .isTrue();
        anonymous.get("/redoc").expect(200);
        assertThat(anonymous.get("/docs").status()).isBetween(200, 302);
    }

    private static void hasDetail(Answer answer) {
        assertThat(answer.text("/detail")).isNotBlank().doesNotContain("\n");
    }
}
