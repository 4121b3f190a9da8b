package behflow.gateway.chat.mcp;

import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.gateway.kernel.BufferedRequest;
import behflow.gateway.kernel.Caller;
import behflow.gateway.kernel.JsonBody;
import behflow.gateway.kernel.RefusedAnswers;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.ContentCachingResponseWrapper;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The door of the Model Context Protocol: the SDK's transport behind the same token, limits and errors as every other
 * operation. Each message is answered at once, as JSON; there are no streams, so GET is 405.
 */
@RestController
class McpController {

    static final String PATH = "/mcp";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");

    private final HttpServletStatelessServerTransport transport;
    private final List<String> origins;

    McpController(
            HttpServletStatelessServerTransport transport, @Value("${behflow.cors.origins:}") List<String> origins) {
        this.transport = transport;
        this.origins = origins;
    }

    @PostMapping(PATH)
    @Operation(
            summary = "Model Context Protocol",
            description = "One JSON-RPC message of the Model Context Protocol (streamable HTTP without sessions): the"
                    + " agent's tools for other assistants.",
            hidden = true)
    void message(
            Caller caller,
            @RequestBody(required = false) byte @Nullable [] body,
            HttpServletRequest request,
            HttpServletResponse response)
            throws ServletException, IOException {
        requireKnownOrigin(request.getHeader(HttpHeaders.ORIGIN));
        JsonBody.read(body, caller.zone(), fields -> "");
        ContentCachingResponseWrapper answer = new ContentCachingResponseWrapper(response);
        transport.service(new BufferedRequest(request, body == null ? new byte[0] : body), answer);
        // A tool answers its own faults, so the transport fails only over messages that it can't make sense of. What it
        // then says names its classes.
        if (answer.getStatus() >= HttpServletResponse.SC_BAD_REQUEST) {
            throw new RejectedException(
                    RejectionCode.INVALID,
                    accepts(request)
                            ? "This is no message of the protocol"
                            : "Accept must name application/json and text/event-stream");
        }
        byte[] said = answer.getContentAsByteArray();
        JsonNode message = said.length == 0 ? JSON.createObjectNode() : JSON.readTree(said);
        if (faulty(message)) {
            throw new RejectedException(RejectionCode.INVALID, "The parameters do not fit this method");
        }
        if (message.has("error") || message.at("/result/isError").asBoolean(false)) {
            RefusedAnswers.mark(request);
        }
        answer.copyBodyToResponse();
    }

    /** Internal errors too come of parameters of another shape than the method's. */
    private static boolean faulty(JsonNode message) {
        return message.at("/error/code").asInt(0) == McpSchema.ErrorCodes.INTERNAL_ERROR;
    }

    private static boolean accepts(HttpServletRequest request) {
        String accept = String.valueOf(request.getHeader(HttpHeaders.ACCEPT));
        return accept.contains("application/json") && accept.contains("text/event-stream");
    }

    /** A page that has got itself this machine's address must not talk to us: its origin is not one of those. */
    private void requireKnownOrigin(@Nullable String origin) {
        if (origin == null || origins.contains(origin)) {
            return;
        }
        try {
            String host = URI.create(origin).getHost();
            if (host != null && LOOPBACK.contains(host)) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // No origin of a known host.
        }
        throw RejectedException.forbidden();
    }
}
