package behflow.gateway.kernel;

import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Turns rejections into answers, in controllers and in filters alike. */
@Component
public class ProblemWriter {

    /** RFC 9110 asks for one in each 401. */
    private static final String CHALLENGE = "Bearer realm=\"behflow\"";

    private final JsonMapper mapper;

    public ProblemWriter(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /** The one table of codes and statuses. */
    static HttpStatus status(RejectionCode code) {
        return switch (code) {
            case INVALID -> HttpStatus.BAD_REQUEST;
            case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
            case FORBIDDEN -> HttpStatus.FORBIDDEN;
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case CONFLICT -> HttpStatus.CONFLICT;
            case PRECONDITION_FAILED -> HttpStatus.PRECONDITION_FAILED;
            case UNPROCESSABLE -> HttpStatus.UNPROCESSABLE_CONTENT;
            case TOO_MANY -> HttpStatus.TOO_MANY_REQUESTS;
            case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
        };
    }

    ResponseEntity<byte[]> entity(RejectedException rejection, HttpServletRequest request) {
        HttpStatus status = status(rejection.code());
        HttpHeaders headers = new HttpHeaders();
        Duration retryAfter = rejection.retryAfter();
        if (retryAfter != null) {
            headers.set(HttpHeaders.RETRY_AFTER, seconds(retryAfter));
        }
        return entity(Problem.of(status, rejection.detail(), rejection.errors()), headers, request);
    }

    ResponseEntity<byte[]> entity(Problem problem, HttpHeaders headers, HttpServletRequest request) {
        if (problem.status() == HttpStatus.UNAUTHORIZED.value()) {
            headers.set(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
        }
        headers.setContentType(contentType(request));
        return ResponseEntity.status(problem.status()).headers(headers).body(mapper.writeValueAsBytes(problem));
    }

    /** For filters: writes the answer to a rejection. */
    public void write(RejectedException rejection, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Duration retryAfter = rejection.retryAfter();
        if (retryAfter != null) {
            response.setHeader(HttpHeaders.RETRY_AFTER, seconds(retryAfter));
        }
        HttpStatus status = status(rejection.code());
        write(Problem.of(status, rejection.detail(), rejection.errors()), request, response);
    }

    /** For what refuses by status alone: one plain sentence says why. */
    public void write(HttpStatus status, String detail, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        write(Problem.of(status, detail), request, response);
    }

    void write(Problem problem, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.setStatus(problem.status());
        if (problem.status() == HttpStatus.UNAUTHORIZED.value()) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
        }
        response.setContentType(contentType(request).toString());
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.getOutputStream().write(mapper.writeValueAsBytes(problem));
    }

    private static String seconds(Duration duration) {
        return Long.toString(Math.max(1, (duration.toMillis() + 999) / 1000));
    }

    /** {@code application/json} unless the client asks for problems by name. */
    static MediaType contentType(HttpServletRequest request) {
        try {
            return MediaType.parseMediaTypes(Collections.list(request.getHeaders(HttpHeaders.ACCEPT))).stream()
                            .anyMatch(accepted -> accepted.equalsTypeAndSubtype(MediaType.APPLICATION_PROBLEM_JSON)
                                    && accepted.getQualityValue() > 0)
                    ? MediaType.APPLICATION_PROBLEM_JSON
                    : MediaType.APPLICATION_JSON;
        } catch (InvalidMediaTypeException e) {
            return MediaType.APPLICATION_JSON;
        }
    }
}
