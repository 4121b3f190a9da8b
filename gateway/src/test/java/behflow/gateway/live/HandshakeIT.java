package behflow.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.RawHttp;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is said to clients whose handshake for {@code /ws/{session_id}} fails. */
class HandshakeIT extends BehflowIT {

    private static final String GOOD = "GET /ws/x HTTP/1.1|Host: x|Upgrade: websocket|Connection: Upgrade"
            + "|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|";

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Upgrade: websocket|; ; 400; A WebSocket's handshake needs Upgrade: websocket, Connection: Upgrade and a"
                        + " Sec-WebSocket-Key",
                "Upgrade: websocket; Upgrade: h2c; 400; A WebSocket's handshake needs Upgrade: websocket, Connection:"
                        + " Upgrade and a Sec-WebSocket-Key",
                "Connection: Upgrade|; ; 400; A WebSocket's handshake needs Upgrade: websocket, Connection: Upgrade and a"
                        + " Sec-WebSocket-Key",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|; ; 400; A WebSocket's handshake needs Upgrade: websocket,"
                        + " Connection: Upgrade and a Sec-WebSocket-Key",
                "dGhlIHNhbXBsZSBub25jZQ==; short; 400; The request is malformed",
                "Version: 13; Version: 8; 426; The version of the WebSocket protocol must be 13",
                "Host: x|; Host: x|Origin: http://elsewhere|; 403; Pages of this origin may not open sockets here",
                "GET; POST; 405; Method not allowed",
                "GET; FOO; 405; Method not allowed",
                "/ws/x; /ws/x?after=%2B1; 400; after must be a whole number from 0.",
                "/ws/x; /ws/x?after=; 400; after must be a whole number from 0.",
                "/ws/x; /ws; 404; Resource not found",
                "/ws/x; /ws/x/y; 404; Resource not found",
                "/ws/x; /ws/%2e%2e/y; 400; The request is malformed"
            })
    void givenBadHandshake_whenSent_thenAProblem(String part, String replacement, int status, String detail)
            throws IOException {
        String answer = send(GOOD.replace(part, replacement == null ? "" : replacement));
        assertThat(answer).startsWith("HTTP/1.1 " + status).contains("\r\nContent-Type: application/json");
        JsonNode problem = JsonMapper.shared().readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
        assertThat(problem.propertyNames()).containsExactly("type", "title", "status", "detail", "instance");
        assertThat(problem.at("/status").intValue()).isEqualTo(status);
        assertThat(problem.at("/detail").stringValue()).isEqualTo(detail);
        assertThat(answer)
                .contains("X-Request-Id: "
                        + problem.at("/instance").stringValue().substring("urn:uuid:".length()) + "\r\n");
    }

    @Test
    void givenWhatWouldBeRight_whenRefused_thenItIsNamed() throws IOException {
        assertThat(send(GOOD.replace("Version: 13", "Version: 8")))
                .contains("\r\nSec-WebSocket-Version: 13\r\n", "\r\nUpgrade: websocket\r\n");
        assertThat(send(GOOD.replace("GET", "POST"))).contains("\r\nAllow: GET\r\n");
        assertThat(send(GOOD.replace("Connection: Upgrade|", "Accept: application/problem+json|")))
                .contains("\r\nContent-Type: application/problem+json");
    }

    @Test
    void givenGoodHandshake_whenSent_thenItIsOpen() throws IOException {
        assertThat(send(GOOD)).startsWith("HTTP/1.1 101");
        assertThat(send(GOOD.replace("/ws/x", "/ws/x?after=0"))).startsWith("HTTP/1.1 101");
    }

    private String send(String request) throws IOException {
        return RawHttp.send(baseUrl(), request.replace("|", "\r\n") + "\r\n");
    }
}
