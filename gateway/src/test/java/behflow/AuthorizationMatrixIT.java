package behflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Every operation × {no token, expired token, revoked token, owner, another user, administrator}, by the table
 * {@code authorization-matrix.txt}. The operations are those that Spring has really mapped: one that the table does not have
 * fails, as does a line of the table for which there is no operation. And to each that takes an id, the id of anything else is
 * one of nothing.
 */
class AuthorizationMatrixIT extends BehflowIT {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    /** Of no handler of ours: a failure that the container reports. */
    private static final String ERROR = "/error";

    /** In what is the owner's, so that it can be looked for in what others get. */
    private final String secret = "secret-" + UUID.randomUUID();

    private final Map<String, HttpApi> clients = new LinkedHashMap<>();

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mappings;

    private record Line(String method, String path, String resource, Map<String, Integer> expected, String body) {

        String operation() {
            return method + " " + path.replaceAll("\\?.*", "").replaceAll("\\{[^}]*}", "{}");
        }
    }

    private record Status(int code, String body) {}

    @Test
    void everyOperationIsInTheTable() {
        Set<String> mapped = new TreeSet<>();
        mappings.getHandlerMethods().forEach((mapping, handler) -> {
            if (handler.getBeanType().getPackageName().startsWith("behflow")) {
                for (String path : mapping.getPatternValues()) {
                    if (!path.equals(ERROR)) {
                        assertThat(mapping.getMethodsCondition().getMethods())
                                .as("methods of %s", path)
                                .isNotEmpty();
                        for (RequestMethod method :
                                mapping.getMethodsCondition().getMethods()) {
                            mapped.add(method + " " + path.replaceAll("\\{[^}]*}", "{}"));
                        }
                    }
                }
            }
        });
        Set<String> listed = new TreeSet<>();
        lines().forEach(line -> listed.add(line.operation()));
        assertThat(listed)
                .as("operations in authorization-matrix.txt (one line is missing or one too many)")
                .isEqualTo(mapped);
    }

    @Test
    void everyOneGetsWhatTheTableSays() throws Exception {
        // The first account of all would be an administrator.
        HttpApi.newUser(baseUrl());
        HttpApi owner = HttpApi.newUser(baseUrl());
        String ownersName = owner.get("/me").text("/username");
        HttpApi admin = HttpApi.newUser(baseUrl());
        execute("update account set admin = true where user_id = '%s'".formatted(admin.userId()));
        HttpApi other = HttpApi.newUser(baseUrl());
        HttpApi expired = HttpApi.login(baseUrl(), ownersName, "securepass123");
        String session = currentSession(expired);
        HttpApi revoked = HttpApi.login(baseUrl(), ownersName, "securepass123");
        revoked.post("/logout", null).expect(204);
        execute("update session set last_used_at = now() - interval '25 hours' where session_id = '%s'"
                .formatted(session));
        outwaitLeases();
        clients.put("anonymous", HttpApi.anonymous(baseUrl()));
        clients.put("expired", expired);
        clients.put("revoked", revoked);
        clients.put("owner", owner);
        clients.put("other", other);
        clients.put("admin", admin);
        List<String> wrong = new ArrayList<>();
        for (Line line : lines()) {
            check(line, wrong);
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void whatIsOfAnotherKindIsNotFound() throws Exception {
        HttpApi.newUser(baseUrl());
        HttpApi caller = HttpApi.newUser(baseUrl());
        execute("update account set admin = true where user_id = '%s'".formatted(caller.userId()));
        outwaitLeases();
        HttpApi other = HttpApi.newUser(baseUrl());
        List<String> wrong = new ArrayList<>();
        for (HttpApi holder : List.of(caller, other)) {
            clients.put("owner", holder);
            Map<String, String> ids = idsOfEveryKind(holder);
            for (Line line : lines()) {
                String kind = line.resource.equals("deleted") ? "task" : line.resource;
                ids.forEach((of, id) -> {
                    if (line.path.contains("{") && !fits(kind, of)) {
                        notFound(caller, line, line.path.replaceAll("\\{[^}]*}", id), of, wrong);
                    }
                    if (kind.equals("execution") && !of.equals("execution")) {
                        String path = line.path.replace("{processId}", ids.get("process"));
                        notFound(caller, line, path.replace("{executionId}", id), of, wrong);
                    }
                    if (kind.equals("execution") && !of.equals("process")) {
                        String path = line.path.replace("{executionId}", ids.get("execution"));
                        notFound(caller, line, path.replace("{processId}", id), of, wrong);
                    }
                });
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** A run is the cause of what it does as well. */
    private static boolean fits(String kind, String of) {
        return kind.equals(of) || kind.equals("change") && of.equals("execution");
    }

    private void notFound(HttpApi caller, Line line, String path, String kind, List<String> wrong) {
        Status status = send(caller, false, line, path);
        if (status.code != 404) {
            wrong.add("%s %s with the id of a %s: got %d %s"
                    .formatted(line.method, line.path, kind, status.code, status.body));
        }
    }

    private Map<String, String> idsOfEveryKind(HttpApi holder) {
        Map<String, String> ids = new LinkedHashMap<>();
        HttpApi.Answer task = newTask(holder);
        ids.put("task", task.text("/task_id"));
        ids.put("change", String.valueOf(task.header("X-Correlation-Id")));
        ids.put(
                "event",
                holder.get("/api/v1/tasks/" + task.text("/task_id") + "/history")
                        .text("/events/0/event_id"));
        String process = newProcess(holder);
        ids.put("process", process);
        ids.put(
                "execution",
                holder.post("/api/v1/processes/" + process + "/execute", null)
                        .expect(200)
                        .text("/execution_id"));
        ids.put("session", currentSession(holder));
        ids.put("user", holder.userId());
        String chat = holder.post("/api/v1/chat", "{\"message\": \"Hello\"}")
                .expect(200)
                .text("/session_id");
        ids.put("chat", chat);
        ids.put("conversation", conversation(holder));
        ids.put(
                "message",
                holder.get("/api/v1/chat/sessions/" + chat + "/messages")
                        .expect(200)
                        .text("/messages/0/message_id"));
        return ids;
    }

    /** The aggregate behind a conversation's name. */
    private static String conversation(HttpApi holder) {
        for (var event : holder.get("/api/v1/events?after=0").expect(200).json().at("/events")) {
            if (event.at("/type").asString("").equals("chat.session_started")) {
                return event.at("/subject_id").stringValue();
            }
        }
        throw new AssertionError("No conversation has begun");
    }

    private void check(Line line, List<String> wrong) {
        for (String role : clients.keySet()) {
            HttpApi client = clients.get(role);
            String path = resource(line.resource, line.path);
            if (line.path.equals("/logout") && line.expected.containsKey(role)) {
                // This request ends a session; the others need theirs.
                String name = client.get("/me").text("/username");
                client = HttpApi.login(baseUrl(), name, "securepass123");
            }
            int expected = line.expected.getOrDefault(
                    role, line.resource.equals("public") ? line.expected.get("owner") : Integer.valueOf(401));
            Status status = send(client, role.equals("anonymous"), line, path);
            if (status.code != expected) {
                wrong.add("%s %s as %s: expected %d, got %d %s"
                        .formatted(line.method, line.path, role, expected, status.code, status.body));
            }
            if (!role.equals("owner") && status.body.contains(secret)) {
                wrong.add("%s %s as %s shows what is the owner's: %s"
                        .formatted(line.method, line.path, role, status.body));
            }
        }
    }

    /** Makes the resource and puts its id into the path. */
    private String resource(String kind, String path) {
        HttpApi owner = clients.get("owner");
        String id = switch (kind) {
            case "-", "public" -> "";
            case "task" -> newTask(owner).text("/task_id");
            case "deleted" -> {
                String deleted = newTask(owner).text("/task_id");
                owner.delete("/api/v1/tasks/" + deleted).expect(204);
                yield deleted;
            }
            case "change" -> String.valueOf(newTask(owner).header("X-Correlation-Id"));
            case "session" ->
                currentSession(HttpApi.login(baseUrl(), owner.get("/me").text("/username"), "securepass123"));
            case "chat" ->
                owner.post(
                                "/api/v1/chat",
                                "{\"message\": \"Create a task \\\"%s\\\"\", \"session_id\": \"%s\"}"
                                        .formatted(secret, secret))
                        .expect(200)
                        .text("/session_id");
            case "process" -> newProcess(owner);
            case "execution" -> {
                String process = newProcess(owner);
                path = path.replace("{processId}", process);
                yield owner.post("/api/v1/processes/" + process + "/execute", null)
                        .expect(200)
                        .text("/execution_id");
            }
            case "unknown" -> UUID.randomUUID().toString();
            case "user" -> HttpApi.newUser(baseUrl()).userId();
            default -> throw new AssertionError("authorization-matrix.txt names no resource " + kind);
        };
        return path.replaceAll("\\{[^}]*}", id);
    }

    private HttpApi.Answer newTask(HttpApi owner) {
        return owner.post("/api/v1/tasks", "{\"name\": \"%s\"}".formatted(secret))
                .expect(201);
    }

    private String newProcess(HttpApi owner) {
        return owner.post("/api/v1/processes", """
                        {"name": "%s", "action": "update_tasks", "trigger_type": "manual",
                         "parameters": {"filter": {"tag": "none"}, "change": {"priority": "urgent"}}}""".formatted(secret))
                .expect(201)
                .text("/process_id");
    }

    private static String currentSession(HttpApi api) {
        for (var session : api.get("/me/sessions").expect(200).json().at("/sessions")) {
            if (session.at("/current").booleanValue()) {
                return session.at("/session_id").stringValue();
            }
        }
        throw new AssertionError("No session is the current one");
    }

    /** Of an answer that does not end only the status is read. */
    private Status send(HttpApi client, boolean anonymous, Line line, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(baseUrl() + path));
        if (!anonymous) {
            request.header("Authorization", client.token());
        }
        if (line.body.isEmpty()) {
            request.method(line.method, HttpRequest.BodyPublishers.noBody());
        } else {
            String body = line.body.replace(
                    "{unique}", "u" + UUID.randomUUID().toString().substring(0, 12));
            request.header("Content-Type", "application/json")
                    .method(line.method, HttpRequest.BodyPublishers.ofString(body));
        }
        try {
            HttpResponse<InputStream> response =
                    CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                boolean endless =
                        response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
                return new Status(
                        response.statusCode(), endless ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new AssertionError(line.method + " " + path + " got no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static List<Line> lines() {
        try (InputStream in = AuthorizationMatrixIT.class.getResourceAsStream("/authorization-matrix.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(AuthorizationMatrixIT::line)
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Line line(String text) {
        String[] cells = text.split("\\|", 6);
        String[] operation = cells[0].strip().split("\\s+");
        return new Line(
                operation[0],
                operation[1],
                cells[1].strip(),
                Map.of(
                        "owner", Integer.valueOf(cells[2].strip()),
                        "other", Integer.valueOf(cells[3].strip()),
                        "admin", Integer.valueOf(cells[4].strip())),
                cells.length > 5 ? cells[5].strip() : "");
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isOne();
        }
    }
}
