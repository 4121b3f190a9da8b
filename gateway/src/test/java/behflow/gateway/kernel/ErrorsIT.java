package behflow.gateway.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.HttpApi;
import behflow.HttpApi.Answer;
import behflow.RawHttp;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever comes in, what goes out is one of the documented statuses and one plain sentence. */
@ExtendWith(OutputCaptureExtension.class)
class ErrorsIT extends BehflowIT {

    private static final String TASKS = "/api/v1/tasks";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[]",
                "1",
                "null",
                "\"text\"",
                "{\"name\": \"a\"} x",
                "{\"name\": \"a\", \"name\": \"b\"}",
                "{\"name\": 1}",
                "{\"name\": null}",
                "{}",
                "{\"name\": \"  \"}",
                "{\"name\": \"a\\u0000b\"}",
                "{\"name\": \"\\ud800\"}",
                "{\"name\": \"a\", \"priority\": \"huge\"}",
                "{\"name\": \"a\", \"due_date\": \"2025-02-30\"}",
                "{\"name\": \"a\", \"due_date\": \"1969-12-31T23:59:59Z\"}",
                "{\"name\": \"a\", \"due_date\": \"10000-01-01\"}",
                "{\"name\": \"a\", \"due_date\": 5}",
                "{\"name\": \"a\", \"tags\": \"x\"}",
                "{\"name\": \"a\", \"tags\": [1]}",
                "{\"name\": \"a\", \"tags\": [\"\"]}"
            })
    void givenBadBody_whenCreate_then400AndNothingStored(String body) {
        HttpApi api = HttpApi.newUser(baseUrl());
        Answer answer = api.post(TASKS, body).expect(400);
        assertThat(answer.text("/detail")).isNotBlank();
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(api.get(TASKS).json().at("/tasks").size()).isZero();
    }

    @Test
    void givenDeepNesting_whenCreate_then400() {
        String deep = "{\"name\": \"a\", \"x\": " + "[".repeat(200) + "]".repeat(200) + "}";
        HttpApi.newUser(baseUrl()).post(TASKS, deep).expect(400);
    }

    @Test
    void givenInvalidUtf8_whenCreate_then400() {
        byte[] body = "{\"name\": \"a?b\"}".getBytes(StandardCharsets.UTF_8);
        body[11] = (byte) 0xFF;
        HttpApi.newUser(baseUrl()).sendBytes("POST", TASKS, body).expect(400);
    }

    @Test
    void givenTooLargeBody_whenCreate_then413() {
        HttpApi.newUser(baseUrl())
                .post(TASKS, "{\"name\": \"a\", \"description\": \"" + "x".repeat(1_100_000) + "\"}")
                .expect(413);
    }

    @Test
    void givenTooLargeChunkedBody_whenCreate_then413() throws IOException {
        String token = HttpApi.newUser(baseUrl()).token();
        StringBuilder request =
                new StringBuilder("POST /api/v1/tasks HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + "Authorization: "
                        + token + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
        String chunk = "x".repeat(65_536);
        for (int i = 0; i < 20; i++) {
            request.append("10000\r\n").append(chunk).append("\r\n");
        }
        assertThat(RawHttp.send(baseUrl(), request.append("0\r\n\r\n").toString()))
                .startsWith("HTTP/1.1 413");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nope, 404",
        "POST, /nope, 404",
        "GET, /api/v1/nope, 404",
        "PATCH, /api/v1/tasks, 405",
        "DELETE, /login, 405",
        "GET, /register, 405",
        "GET, /api/v1/tasks/not-a-uuid, 401",
        "GET, /api/v1/tasks, 401"
    })
    void givenNoToken_whenWrongRoute_thenDocumentedStatus(String method, String path, int status) {
        Answer answer = HttpApi.anonymous(baseUrl()).send(method, path, null).expect(status);
        assertThat(answer.text("/detail")).isNotBlank();
        if (status == 404) {
            assertThat(answer.text("/detail")).isEqualTo("Resource not found");
        }
    }

    @Test
    void givenProblemAccepted_whenError_thenProblemJson() {
        Answer answer = HttpApi.anonymous(baseUrl())
                .get("/me", "Accept", "application/problem+json")
                .expect(401);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /a%2fb HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /me;x=1 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /api//v1/tasks HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET /\u0001 HTTP/1.1\r\nHost: x\r\n\r\n",
                "TRACE / HTTP/1.1\r\nHost: x\r\n\r\n",
                "CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST /login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "POST /login HTTP/1.1\r\nHost: x\r\nExpect: more\r\nContent-Length: 0\r\n\r\n",
                "GET /a<b HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
                "POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"
            })
    void givenMalformedRequest_whenSent_thenAWholeProblemAndNoServerError(String request) throws IOException {
        String answer = RawHttp.send(baseUrl(), request);
        assertThat(answer).doesNotContain("<html").doesNotContain("Exception").doesNotContain("HTTP/1.1 500");
        assertThat(answer).matches("(?s)HTTP/1.1 (4\\d\\d|505|501).*");
        JsonNode problem = problem(answer);
        assertThat(problem.propertyNames()).containsExactly("type", "title", "status", "detail", "instance");
        assertThat(answer).startsWith("HTTP/1.1 " + problem.at("/status").intValue());
        assertThat(problem.at("/detail").stringValue()).isNotBlank().isNotEqualTo("Internal server error");
        assertThat(answer)
                .contains(RequestIds.HEADER + ": "
                        + problem.at("/instance").stringValue().substring("urn:uuid:".length()) + "\r\n");
    }

    @Test
    void givenProblemAccepted_whenTheContainerRefuses_thenProblemJson() throws IOException {
        assertThat(RawHttp.send(baseUrl(), "GET / HTTP/9.9\r\nHost: x\r\nAccept: application/problem+json\r\n\r\n"))
                .contains("Content-Type: application/problem+json");
    }

    /** Logged as faults, they would let anyone fill the log and raise the alarm. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\n{",
                "Content-Length: 99\r\n\r\n{"
            })
    void givenBodyThatBreaksOff_whenSent_then400AndNoFaultLogged(String rest, CapturedOutput output)
            throws IOException {
        String answer = RawHttp.sendAndClose(
                baseUrl(), "POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + rest);
        assertThat(answer).startsWith("HTTP/1.1 400");
        JsonNode problem = problem(answer);
        assertThat(problem.at("/detail").stringValue()).isEqualTo("The request is malformed");
        assertThat(output).doesNotContain("failed outside its controller");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/tasks?=, 'A query parameter has no name, or is not UTF-8'",
        "/api/v1/tasks?q=%FF, 'A query parameter has no name, or is not UTF-8'",
        "/api/v1/log/verify?position=1, hash is required.",
        "/api/v1/log/verify?hash=00, position is required."
    })
    void givenParametersThatAreNotThere_whenSent_thenItSaysWhich(String path, String detail) throws IOException {
        String token = HttpApi.newUser(baseUrl()).token();
        String answer = RawHttp.send(
                baseUrl(), "GET %s HTTP/1.1\r\nHost: x\r\nAuthorization: %s\r\n\r\n".formatted(path, token));
        assertThat(answer).startsWith("HTTP/1.1 400");
        assertThat(problem(answer).at("/detail").stringValue()).isEqualTo(detail);
    }

    @Test
    void givenHugeHeader_whenSent_then431() throws IOException {
        String answer =
                RawHttp.send(baseUrl(), "GET /health HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(70_000) + "\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 431");
        assertThat(problem(answer).at("/detail").stringValue())
                .isEqualTo("The request's line and headers are too large");
        assertThat(problem(answer).at("/status").intValue()).isEqualTo(431);
    }

    @Test
    void givenRandomRequests_whenSent_thenNeverAServerError() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        HttpApi api = HttpApi.newUser(baseUrl());
        String task = api.post(TASKS, "{\"name\": \"a\"}").text("/task_id");
        List<String> paths = List.of(
                TASKS,
                TASKS + "/" + task,
                TASKS + "/x",
                "/me/settings",
                "/me/password",
                "/login",
                "/register",
                "/me",
                "/logoutx");
        List<String> methods = List.of("GET", "POST", "PUT", "DELETE");
        List<String> names = List.of(
                "name",
                "description",
                "status",
                "priority",
                "due_date",
                "tags",
                "username",
                "password",
                "timezone",
                "email",
                "date_order",
                "current_password",
                "new_password");
        List<String> values = List.of(
                "null",
                "1",
                "1.5",
                "1e999",
                "true",
                "\"\"",
                "\"x\"",
                "[]",
                "{}",
                "[null]",
                "[\"a\"]",
                "\"2025-01-01\"",
                "\"2025-13-01\"",
                "\"\\u0000\"",
                "\"\\udc00\"",
                "\"Europe/Berlin\"",
                "\"\uD83C\uDF89\"",
                "\"high\"",
                "-9223372036854775809",
                "\"" + "y".repeat(300) + "\"");
        List<String> queries = List.of(
                "",
                "?limit=-1",
                "?limit=99999999999",
                "?sort=%00",
                "?cursor=%F0%9F",
                "?status=,",
                "?tag=",
                "?q=%5B(*",
                "?q=%00",
                "?due_before=x",
                "?overdue=maybe",
                "?as_of=2020",
                "?limit=1&cursor=Z",
                "?q=\\");
        for (int i = 0; i < 1_500; i++) {
            StringBuilder body = new StringBuilder("{");
            for (int f = random.nextInt(4); f >= 0; f--) {
                body.append('"')
                        .append(pick(random, names))
                        .append("\": ")
                        .append(pick(random, values))
                        .append(f == 0 ? "" : ", ");
            }
            String path = pick(random, paths) + pick(random, queries);
            String method = pick(random, methods);
            if (method.equals("DELETE") && path.contains(task) || !valid(path)) {
                continue;
            }
            Answer answer = api.send(
                    method,
                    path,
                    body.append(random.nextInt(20) == 0 ? "" : "}").toString());
            assertThat(answer.status()).as("%s %s %s", method, path, body).isLessThan(500);
        }
    }

    private static boolean valid(String path) {
        try {
            return URI.create("http://x" + path) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String pick(Random random, List<String> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static JsonNode problem(String answer) {
        return JsonMapper.shared().readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }
}
