package behflow.gateway.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.HttpApi;
import behflow.HttpApi.Answer;
import behflow.RawHttp;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every request and every answer has, whatever it is about. */
class RequestsIT extends BehflowIT {

    private static final String TASKS = "/api/v1/tasks";

    @Test
    void givenAWrite_whenDone_thenItsCauseIsNamedOnce() {
        HttpApi api = HttpApi.newUser(baseUrl());
        Answer created = api.post(TASKS, "{\"name\": \"a\"}").expect(201);
        assertThat(created.response().headers().allValues(RequestIds.CORRELATION_HEADER))
                .hasSize(1);
        assertThat(created.header(RequestIds.CORRELATION_HEADER)).isEqualTo(created.header(RequestIds.HEADER));
        assertThat(UUID.fromString(String.valueOf(created.header(RequestIds.HEADER)))
                        .version())
                .isEqualTo(7);
        Answer unchanged = api.put("/me/settings", "{}").expect(200);
        assertThat(unchanged.response().headers().allValues(RequestIds.CORRELATION_HEADER))
                .hasSize(1);
    }

    @Test
    void givenAReadOrARefusal_whenAnswered_thenNoCauseButARequestId() {
        HttpApi api = HttpApi.newUser(baseUrl());
        Answer list = api.get(TASKS).expect(200);
        Answer refused = api.post(TASKS, "{}").expect(400);
        for (Answer answer : new Answer[] {list, refused}) {
            assertThat(answer.header(RequestIds.CORRELATION_HEADER)).isNull();
            assertThat(answer.header(RequestIds.HEADER)).isNotNull();
        }
        assertThat(refused.text("/instance")).isEqualTo("urn:uuid:" + refused.header(RequestIds.HEADER));
    }

    @Test
    void givenClientsOwnRequestId_whenAnswered_thenItIsNotTaken() {
        String own = UUID.randomUUID().toString();
        assertThat(HttpApi.anonymous(baseUrl())
                        .get("/health", RequestIds.HEADER, own)
                        .header(RequestIds.HEADER))
                .isNotEqualTo(own);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/x-www-form-urlencoded", "text/plain", "application/json; charset=utf-8", "nonsense"
            })
    void givenJsonUnderAnotherName_whenCreate_thenCreated(String type) {
        HttpApi api = HttpApi.newUser(baseUrl());
        Answer created = api.post(TASKS + "?x=1", "{\"name\": \"a=b&c\"}", "Content-Type", type)
                .expect(201);
        assertThat(created.text("/name")).isEqualTo("a=b&c");
        api.put(TASKS + "/" + created.text("/task_id"), "{\"name\": \"b\"}", "Content-Type", type)
                .expect(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipart/form-data; boundary=x", "application/xml", "text/xml", "image/png"})
    void givenClearlyNotJson_whenCreate_then415AfterTheToken(String type) {
        HttpApi.newUser(baseUrl())
                .post(TASKS, "{\"name\": \"a\"}", "Content-Type", type)
                .expect(415);
        HttpApi.anonymous(baseUrl())
                .post(TASKS, "{\"name\": \"a\"}", "Content-Type", type)
                .expect(401);
    }

    @Test
    void givenNoToken_whenRefused_thenChallenged() {
        Answer answer = HttpApi.anonymous(baseUrl()).get("/me").expect(401);
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
        assertThat(answer.text("/detail")).isEqualTo("Authentication required or invalid token");
    }

    @Test
    void givenUnacceptableType_whenAsked_then406() {
        HttpApi api = HttpApi.newUser(baseUrl());
        assertThat(api.get(TASKS, "Accept", "image/png").expect(406).text("/detail"))
                .isNotBlank();
        api.get(TASKS, "Accept", "text/html, */*;q=0.1").expect(200);
        api.get(TASKS, "Accept", "nonsense").expect(406);
        api.get(TASKS, "Accept", "application/json;q=0").expect(406);
        api.get(TASKS, "Accept", "application/vnd.other+json").expect(406);
    }

    @Test
    void givenHeadAndOptions_whenAsked_thenHeadersOnly() {
        HttpApi api = HttpApi.newUser(baseUrl());
        assertThat(api.send("HEAD", TASKS, null).expect(200).body()).isEmpty();
        assertThat(api.send("HEAD", "/health", null).expect(200).body()).isEmpty();
        assertThat(api.send("HEAD", "/nope", null).expect(404).body()).isEmpty();
        assertThat(api.send("OPTIONS", TASKS, null).expect(200).header("Allow")).contains("GET", "POST");
    }

    @Test
    void givenWrongMethod_whenAsked_then405NamingTheRightOnes() {
        Answer answer = HttpApi.newUser(baseUrl()).send("PATCH", TASKS, "{}").expect(405);
        assertThat(answer.header("Allow")).contains("GET", "POST");
    }

    @Test
    void givenHealth_whenAsked_thenExactlyItsThreeFields() {
        Answer health = HttpApi.anonymous(baseUrl()).get("/health").expect(200);
        assertThat(health.json().propertyNames()).containsExactly("status", "version", "timestamp");
        assertThat(health.text("/status")).isEqualTo("healthy");
        assertThat(health.text("/version")).isEqualTo("1.0.0");
        assertThat(health.text("/timestamp")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    }

    @Test
    void givenBrokenChunks_whenCreate_then400() throws IOException {
        String token = HttpApi.newUser(baseUrl()).token();
        String answer = RawHttp.send(
                baseUrl(),
                "POST /api/v1/tasks HTTP/1.1\r\nHost: x\r\nAuthorization: " + token
                        + "\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("\"detail\"")
                .contains(RequestIds.HEADER)
                .doesNotContain(RequestIds.CORRELATION_HEADER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html",
                "text/csv",
                "nonsense",
                "application/problem+json",
                "application/json;charset=utf-8",
                "application/vnd.other+json",
                "application/json;q=0.1, text/html"
            })
    void givenAnyAccept_whenWritten_thenDoneAndAnsweredInPlainJson(String accept) {
        HttpApi api = HttpApi.newUser(baseUrl());
        Answer created = api.post(TASKS, "{\"name\": \"a\"}", "Accept", accept).expect(201);
        assertThat(created.header("Content-Type")).isEqualTo("application/json");
        String task = TASKS + "/" + created.text("/task_id");
        Answer changed = api.put(task, "{\"name\": \"b\"}", "Accept", accept).expect(200);
        assertThat(changed.header("Content-Type")).isEqualTo("application/json");
        assertThat(changed.text("/name")).isEqualTo("b");
        api.delete(task, "Accept", accept).expect(204);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/problem+json | 200 | application/json",
                "application/problem+json;q=0.1 | 200 | application/json",
                "Application/JSON; charset=utf-8; v=2 | 200 | application/json",
                "application/problem+json, text/csv;q=0.5 | 200 | application/json",
                "application/problem+json;q=0.5, text/csv | 200 | text/csv",
                "application/json;v=2;q=0.5, image/svg+xml | 200 | image/svg+xml",
                "text/html | 406 | application/json",
                "text/html, application/problem+json;q=0 | 406 | application/json"
            })
    void givenAccept_whenAReportIsRead_thenTheBestOfItsTypes(String accept, int status, String type) {
        Answer answer = HttpApi.newUser(baseUrl())
                .get("/api/v1/analytics/throughput", "Accept", accept)
                .expect(status);
        assertThat(answer.header("Content-Type")).startsWith(type);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/problem+json | application/problem+json",
                "text/html, Application/Problem+JSON;q=0.2 | application/problem+json",
                "application/problem+json;q=0 | application/json",
                "application/json | application/json",
                "nonsense | application/json"
            })
    void givenAccept_whenRefused_thenAProblemOfThatType(String accept, String type) {
        assertThat(HttpApi.newUser(baseUrl())
                        .post(TASKS, "{}", "Accept", accept)
                        .expect(400)
                        .header("Content-Type"))
                .startsWith(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "GZIP", "identity, deflate", "x-nothing"})
    void givenEncodedBody_whenCreate_then415AfterTheToken(String coding) {
        HttpApi api = HttpApi.newUser(baseUrl());
        Answer refused =
                api.post(TASKS, "{\"name\": \"a\"}", "Content-Encoding", coding).expect(415);
        assertThat(refused.text("/detail")).isEqualTo("The body must be sent as it is, without a Content-Encoding");
        assertThat(refused.text("/instance")).isEqualTo("urn:uuid:" + refused.header(RequestIds.HEADER));
        assertThat(refused.header("Accept-Encoding")).isEqualTo("identity");
        assertThat(refused.header(RequestIds.CORRELATION_HEADER)).isNull();
        assertThat(api.get(TASKS).json().at("/tasks").size()).isZero();
        api.get(TASKS, "Content-Encoding", coding).expect(200);
        api.post(TASKS, "{\"name\": \"a\"}", "Content-Encoding", "identity").expect(201);
        HttpApi.anonymous(baseUrl())
                .post(TASKS, "{\"name\": \"a\"}", "Content-Encoding", coding)
                .expect(401);
    }

    @Test
    void givenAnIdInAnotherForm_whenAsked_then404() {
        HttpApi api = HttpApi.newUser(baseUrl());
        String id = api.post(TASKS, "{\"name\": \"a\"}").text("/task_id");
        api.get(TASKS + "/" + id).expect(200);
        for (String other :
                List.of("%20" + id, id + "%20", "%20", "1-1-1-1-1", id.replace("-", ""), "urn:uuid:" + id)) {
            assertThat(api.get(TASKS + "/" + other).expect(404).text("/detail")).isEqualTo("Resource not found");
            api.delete(TASKS + "/" + other).expect(404);
        }
        api.get(TASKS + "/" + id).expect(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                TASKS + "?limit=",
                "/api/v1/processes?limit=",
                "/api/v1/chat/sessions?limit=",
                "/api/v1/events?limit=",
                "/api/v1/events?after=",
                "/api/v1/events/stream?after=",
                "/api/v1/changes?limit=",
                "/api/v1/log/verify?hash=00&position=",
                "/api/v1/analytics/forecast?seed="
            })
    void givenANumberThatIsNotPlainDigits_whenAsked_then400NamingIt(String query) {
        HttpApi api = HttpApi.newUser(baseUrl());
        String name =
                query.substring(query.lastIndexOf('?') + 1, query.length() - 1).replaceAll(".*&", "");
        for (String other : List.of("%2B5", "-5", "%205", "5%20", "0x5", "5.0", "5e0", "%D9%A5", "9".repeat(30))) {
            assertThat(api.get(query + other).expect(400).text("/errors/0/field"))
                    .isEqualTo(name);
        }
    }

    /** Half of a minute to an hour where marks are put in order before a text is found to be too long. */
    @ParameterizedTest
    @Timeout(60)
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /login | {'username': 'PILE', 'password': 'x'} | 401",
                "POST | /login | {'username': 'nobody-at-all', 'password': 'PILE'} | 401",
                "POST | /register | {'username': 'PILE', 'password': 'x', 'name': 'x', 'lastname': 'x'} | 400",
                "POST | /register | {'username': 'x', 'password': 'PILE', 'name': 'x', 'lastname': 'x'} | 400",
                "PUT | /me/settings | {'timezone': 'PILE'} | 400",
                "PUT | /me/settings | {'email': 'PILE'} | 400",
                "POST | /api/v1/tasks | {'name': 'PILE'} | 400",
                "POST | /api/v1/tasks | {'name': 'x', 'description': 'PILE'} | 400",
                "POST | /api/v1/tasks | {'name': 'x', 'tags': ['PILE']} | 400",
                "POST | /api/v1/tasks | {'name': 'x', 'due_date': 'PILE'} | 400",
                "POST | /api/v1/tasks | {'name': 'x', 'priority': 'PILE'} | 400",
                "POST | /api/v1/tasks/parse | {'text': 'PILE'} | 400",
                "POST | /api/v1/chat | {'message': 'PILE'} | 400",
                "POST | /api/v1/chat | {'message': 'x', 'session_id': 'PILE'} | 400",
                "POST | /api/v1/processes | {'name': 'PILE', 'action': 'create_task'} | 400",
                "POST | /api/v1/processes | {'name': 'x', 'action': 'create_task', 'parameters': {'name': 'PILE'}} | 400",
                "POST | /api/v1/processes | {'name': 'x', 'action': 'create_task', 'parameters': {'PILE': 'x'}} | 400"
            })
    void givenAMebibyteOfMarks_whenSent_thenAnsweredAtOnce(String method, String path, String body, int status) {
        String pile = "a" + "\u0301".repeat(260_000) + "\u0316".repeat(260_000);
        HttpApi api = path.startsWith("/log") || path.startsWith("/reg")
                ? HttpApi.anonymous(baseUrl())
                : HttpApi.newUser(baseUrl());
        api.send(method, path, body.replace('\'', '"').replace("PILE", pile)).expect(status);
    }

    @Test
    void givenMarksThatFit_whenSent_thenKept() {
        HttpApi api = HttpApi.newUser(baseUrl());
        String pile = "a" + "\u0301".repeat(5_000) + "\u0316".repeat(4_999);
        String task = api.post(TASKS, "{\"name\": \"e\u0316\u0301\", \"description\": \"%s\"}".formatted(pile))
                .expect(201)
                .text("/task_id");
        assertThat(api.get(TASKS + "/" + task).text("/description")).isEqualTo(pile);
        assertThat(api.get(TASKS + "/" + task).text("/name")).isEqualTo("\u00E9\u0316");
    }

    @Test
    void givenAFlagThatIsNone_whenAsked_then400() {
        HttpApi api = HttpApi.newUser(baseUrl());
        api.get("/api/v1/events?proof=true").expect(200);
        for (String other : List.of("yes", "1", "TRUE", "%20true")) {
            assertThat(api.get("/api/v1/events?proof=" + other).expect(400).text("/detail"))
                    .isEqualTo("proof must be true or false.");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "FOO, /api/v1/tasks, 405",
        "PROPFIND, /api/v1/tasks, 405",
        "get, /api/v1/tasks, 405",
        "PATCH, /api/v1/tasks, 405",
        "TRACE, /api/v1/tasks, 405",
        "FOO, /nope, 404"
    })
    void givenUnknownMethod_whenAsked_thenAsAnyOtherThatTheRouteHasNot(String method, String path, int status)
            throws IOException {
        String answer = RawHttp.send(baseUrl(), method + " " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 " + status).contains("\"detail\"", "\"instance\"", RequestIds.HEADER);
        if (status == 405) {
            assertThat(answer)
                    .containsPattern("\r\nAllow: (GET,POST|POST,GET)\r\n")
                    .contains("Method not allowed");
        }
    }

    /** Bytes of UTF-8 from 0x80 to 0x9F are control characters to who reads them as Latin-1. */
    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/tasks, Authorization, 401",
        "GET, /health, Authorization, 200",
        "GET, /openapi.json, Authorization, 200",
        "GET, /ws/x, Authorization, 400",
        "GET, /api/v1/tasks, Cookie, 200",
        "GET, /api/v1/tasks, X-Request-Id, 200",
        "GET, /api/v1/tasks, X-Forwarded-For, 200",
        "GET, /api/v1/tasks, X-Forwarded-Host, 200",
        "GET, /api/v1/tasks, X-Forwarded-Proto, 200",
        "GET, /api/v1/tasks, Forwarded, 200",
        "GET, /api/v1/tasks, User-Agent, 200",
        "GET, /api/v1/tasks, If-None-Match, 200",
        "GET, /api/v1/tasks, If-Modified-Since, 200",
        "GET, /api/v1/tasks, Range, 200",
        "GET, /api/v1/tasks, traceparent, 200",
        "GET, /api/v1/tasks, Accept-Language, 200",
        "GET, /api/v1/tasks, Accept-Encoding, 200",
        "GET, /api/v1/tasks, Accept, 406",
        "GET, /api/v1/events?after=0, Accept, 406",
        "GET, /api/v1/analytics/summary, Accept, 406",
        "GET, /api/v1/tasks, Origin, 200",
        "POST, /mcp, Origin, 403",
        "GET, /api/v1/events/stream, Last-Event-ID, 400",
        "POST, /api/v1/tasks, Idempotency-Key, 400",
        "POST, /api/v1/tasks, Content-Type, 400",
        "POST, /api/v1/tasks, Content-Encoding, 415",
        "PUT, TASK, If-Match, 400",
        "DELETE, TASK, If-Match, 400",
        "GET, TASK, If-None-Match, 200"
    })
    void givenBytesOfUtf8InAHeader_whenAsked_thenTheDocumentedAnswer(
            String method, String path, String header, int status) throws IOException {
        HttpApi api = HttpApi.newUser(baseUrl());
        String uri = path.equals("TASK")
                ? TASKS + "/" + api.post(TASKS, "{\"name\": \"a\"}").expect(201).text("/task_id")
                : path;
        String token = header.equals("Authorization") ? "" : "Authorization: " + api.token() + "\r\n";
        String body = method.equals("GET") || method.equals("DELETE") ? "" : "{}";
        String answer = RawHttp.send(
                baseUrl(),
                "%s %s HTTP/1.1\r\nHost: x\r\n%s%s: \u00E2\u0080\u009Cx\u00E2\u0080\u009D\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(method, uri, token, header, body.length(), body));
        assertThat(answer).startsWith("HTTP/1.1 " + status);
    }

    @Test
    void givenControlCharactersInAnUnknownParametersName_whenAsked_thenIgnored() throws IOException {
        assertThat(HttpApi.newUser(baseUrl())
                        .get(TASKS + "?%01%C2%85=1")
                        .expect(200)
                        .json()
                        .has("tasks"))
                .isTrue();
    }

    @Test
    void givenTrace_whenAsked_thenTheRoutesMethodsAndNoEcho() throws IOException {
        String task = RawHttp.send(
                baseUrl(), "TRACE " + TASKS + "/" + UUID.randomUUID() + " HTTP/1.1\r\nHost: x\r\nX-Own: echo\r\n\r\n");
        assertThat(task).contains("\r\nAllow: DELETE,GET,PUT\r\n").doesNotContain("echo");
        assertThat(RawHttp.send(baseUrl(), "TRACE /redoc HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 405")
                .contains("\r\nAllow: GET\r\n");
    }
}
