package behflow.gateway.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.HttpApi;
import behflow.HttpApi.Answer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
        String answer = raw("POST /api/v1/tasks HTTP/1.1\r\nHost: x\r\nAuthorization: " + token
                + "\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("\"detail\"")
                .contains(RequestIds.HEADER)
                .doesNotContain(RequestIds.CORRELATION_HEADER);
    }

    private String raw(String request) throws IOException {
        URI base = URI.create(baseUrl());
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
