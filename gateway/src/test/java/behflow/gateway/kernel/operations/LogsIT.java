package behflow.gateway.kernel.operations;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.HttpApi;
import behflow.Node;
import behflow.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Whatever level the root of all loggers is given. */
class LogsIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void givenEverythingIsLogged_whenPeopleWork_thenNoPasswordTokenOrTextOfTheirsIsAmongIt(@TempDir Path folder)
            throws IOException {
        Path log = folder.resolve("behflow.log");
        String token;
        try (Node node = Node.ofItsOwn(
                TestDatabase.create(),
                "logging.level.root=TRACE",
                "logging.level.behflow=DEBUG",
                "logging.file.name=" + log,
                "logging.structured.format.file=ecs")) {
            // Not the password of the other tests: the API's description has that as its example.
            HttpApi.anonymous(node.baseUrl())
                    .post(
                            "/register",
                            "{\"username\": \"marmaduke\", \"password\": \"canary-first\", \"name\": \"John\", \"lastname\": \"Doe\"}")
                    .expect(200);
            HttpApi api = HttpApi.login(node.baseUrl(), "marmaduke", "canary-first");
            token = api.token();
            api.put("/me/password", "{\"current_password\": \"canary-first\", \"new_password\": \"canary-password\"}")
                    .expect(204);
            HttpApi.anonymous(node.baseUrl())
                    .post("/login", "{\"username\": \"marmaduke\", \"password\": \"canary-wrong\"}")
                    .expect(401);
            String task = api.post(
                            "/api/v1/tasks",
                            "{\"name\": \"canary-name\", \"description\": \"canary-text\", \"tags\": [\"canary-tag\"]}")
                    .expect(201)
                    .text("/task_id");
            api.put("/api/v1/tasks/" + task, "{\"name\": \"canary-other\"}").expect(200);
            api.put("/api/v1/tasks/" + task, "{\"status\": \"canary-status\"}").expect(400);
            api.post("/api/v1/tasks", "{\"name\": \"canary-broken").expect(400);
            api.get("/api/v1/tasks?q=canary-word&tag=canary-tag").expect(200);
            api.get("/api/v1/tasks/canary-path").expect(404);
            api.post("/api/v1/chat", "{\"message\": \"add canary-errand\", \"session_id\": \"canary-session\"}")
                    .expect(200);
            api.get("/api/v1/chat/sessions/canary-session/messages").expect(200);
            api.post("/api/v1/tasks/parse", "{\"text\": \"canary-phrase tomorrow\"}")
                    .expect(200);
            api.post("/api/v1/tasks", "{\"name\": \"a\"}", "Idempotency-Key", "canary-key")
                    .expect(201);
            api.post(
                            "/mcp",
                            "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"tools/call\", \"params\": {\"name\": \"create_task\","
                                    + " \"arguments\": {\"name\": \"canary-tool\"}}}",
                            "Accept",
                            "application/json, text/event-stream")
                    .expect(200);
            HttpApi.anonymous(node.baseUrl())
                    .get("/me", "Authorization", "canary-token")
                    .expect(401);
        }

        List<String> all = Files.readAllLines(log);
        // Its end comes in the middle of a line.
        List<String> lines = all.subList(0, all.size() - 1);
        assertThat(lines).as("of requests, so of what they hold").anyMatch(line -> line.contains("\"request_id\""));
        assertThat(lines).anyMatch(line -> line.contains("\"TRACE\""));
        assertThat(lines).noneMatch(line -> line.contains("canary"));
        assertThat(lines).noneMatch(line -> line.contains(token));
        assertThat(lines)
                .allSatisfy(line ->
                        assertThat(JSON.readTree(line).isObject()).as(line).isTrue());
    }
}
