package behflow.gateway.live;

import behflow.api.kernel.RejectedException;
import behflow.gateway.kernel.ProblemWriter;
import behflow.gateway.kernel.UnansweredToken;
import behflow.gateway.kernel.WholeNumbers;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.ModelAndView;

/**
 * Handshakes (RFC 6455, 4.2) that fail are told why as everything else is. The framework refuses by status alone, or in words
 * of its own.
 */
class HandshakeRefusals implements HandlerInterceptor {

    private final ProblemWriter problems;

    HandshakeRefusals(ProblemWriter problems) {
        this.problems = problems;
    }

    /** A place to resume from that can't be read must not become "from now on": events would be missing. */
    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        RejectedException unanswered = UnansweredToken.of(request);
        if (unanswered != null) {
            problems.write(unanswered, request, response);
            return false;
        }
        String after = request.getParameter("after");
        if (after != null && WholeNumbers.parse(after) == null) {
            problems.write(HttpStatus.BAD_REQUEST, "after must be a whole number from 0.", request, response);
            return false;
        }
        return true;
    }

    @Override
    public void postHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable ModelAndView view)
            throws IOException {
        HttpStatus status = HttpStatus.resolve(response.getStatus());
        if (status == null || !status.isError() || response.isCommitted()) {
            return;
        }
        if (status == HttpStatus.METHOD_NOT_ALLOWED) {
            response.setHeader(HttpHeaders.ALLOW, "GET");
        } else if (status == HttpStatus.UPGRADE_REQUIRED) {
            // RFC 9110, 15.5.22
            response.setHeader(HttpHeaders.UPGRADE, "websocket");
            response.setHeader(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
        }
        response.resetBuffer();
        problems.write(status, sentence(status), request, response);
    }

    private static String sentence(HttpStatus status) {
        return switch (status) {
            case BAD_REQUEST ->
                "A WebSocket's handshake needs Upgrade: websocket, Connection: Upgrade and a Sec-WebSocket-Key";
            case FORBIDDEN -> "Pages of this origin may not open sockets here";
            case METHOD_NOT_ALLOWED -> "Method not allowed";
            case UPGRADE_REQUIRED -> "The version of the WebSocket protocol must be 13";
            default -> status.getReasonPhrase();
        };
    }
}
