package behflow.gateway.kernel;

import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.util.ClassUtils;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** The one place that turns failures of controllers into the specification's bodies. */
@RestControllerAdvice
class ApiErrors {

    private static final Logger LOG = LoggerFactory.getLogger(ApiErrors.class);

    private final ProblemWriter problems;

    ApiErrors(ProblemWriter problems) {
        this.problems = problems;
    }

    @ExceptionHandler
    ResponseEntity<byte[]> rejected(RejectedException e, HttpServletRequest request) {
        return problems.entity(e, request);
    }

    @ExceptionHandler
    ResponseEntity<byte[]> denied(AccessDeniedException e, HttpServletRequest request) {
        return problems.entity(RejectedException.forbidden(), request);
    }

    /** A path variable that is no id names nothing; any other parameter that {@link PlainParameters} can't read is a bad request. */
    @ExceptionHandler
    ResponseEntity<byte[]> mismatch(MethodArgumentTypeMismatchException e, HttpServletRequest request) {
        if (e.getParameter().hasParameterAnnotation(PathVariable.class)) {
            return problems.entity(RejectedException.notFound(), request);
        }
        Class<?> type = e.getRequiredType();
        boolean flag = type != null && Boolean.class.equals(ClassUtils.resolvePrimitiveIfNecessary(type));
        return problems.entity(
                RejectedException.invalid(
                        e.getName(), e.getName() + (flag ? " must be true or false." : " must be a whole number.")),
                request);
    }

    @ExceptionHandler
    ResponseEntity<byte[]> method(HttpRequestMethodNotSupportedException e, HttpServletRequest request) {
        HttpHeaders headers = new HttpHeaders();
        if (e.getSupportedHttpMethods() != null) {
            headers.setAllow(e.getSupportedHttpMethods());
        }
        return problems.entity(Problem.of(HttpStatus.METHOD_NOT_ALLOWED, "Method not allowed"), headers, request);
    }

    @ExceptionHandler
    ResponseEntity<byte[]> mediaType(HttpMediaTypeNotSupportedException e, HttpServletRequest request) {
        return problems.entity(
                Problem.of(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The body must be JSON"), new HttpHeaders(), request);
    }

    @ExceptionHandler
    ResponseEntity<byte[]> notAcceptable(HttpMediaTypeNotAcceptableException e, HttpServletRequest request) {
        return problems.entity(
                Problem.of(HttpStatus.NOT_ACCEPTABLE, "None of the accepted media types can be served"),
                new HttpHeaders(),
                request);
    }

    /** A query string that can't be decoded. */
    @ExceptionHandler
    ResponseEntity<byte[]> undecodable(InvalidParameterException e, HttpServletRequest request) {
        return problems.entity(
                Problem.of(HttpStatus.BAD_REQUEST, "A query parameter has no name, or is not UTF-8"),
                new HttpHeaders(),
                request);
    }

    @ExceptionHandler
    ResponseEntity<byte[]> missing(MissingServletRequestParameterException e, HttpServletRequest request) {
        return problems.entity(
                RejectedException.invalid(e.getParameterName(), e.getParameterName() + " is required."), request);
    }

    /** The firewall looks at a header when it is asked for. */
    @ExceptionHandler
    ResponseEntity<byte[]> refusedHeader(RequestRejectedException e, HttpServletRequest request) {
        return problems.entity(
                Problem.of(HttpStatus.BAD_REQUEST, "A header has a character that is not allowed"),
                new HttpHeaders(),
                request);
    }

    /** The body broke off, or its chunks are none. */
    @ExceptionHandler
    ResponseEntity<byte[]> unreadable(HttpMessageNotReadableException e, HttpServletRequest request) {
        return problems.entity(
                BodyTooLarge.in(e)
                        ? Problem.of(HttpStatus.CONTENT_TOO_LARGE, BodyTooLarge.DETAIL)
                        : Problem.of(HttpStatus.BAD_REQUEST, "The body could not be read"),
                new HttpHeaders(),
                request);
    }

    @ExceptionHandler
    void clientWentAway(AsyncRequestNotUsableException e) {
        LOG.debug("A client went away before its answer was written");
    }

    @ExceptionHandler
    ResponseEntity<byte[]> anything(Exception e, HttpServletRequest request) throws IOException {
        if (BodyTooLarge.in(e)) {
            return problems.entity(
                    Problem.of(HttpStatus.CONTENT_TOO_LARGE, BodyTooLarge.DETAIL), new HttpHeaders(), request);
        }
        if (e instanceof ErrorResponse known) {
            return problems.entity(known(known.getStatusCode()), new HttpHeaders(), request);
        }
        RuntimeException found = Rejections.of(e);
        if (found instanceof RejectedException rejected) {
            if (rejected.code() == RejectionCode.UNAVAILABLE) {
                LOG.warn("The database does not answer: {}", e.toString());
            }
            return problems.entity(rejected, request);
        }
        LOG.error("{} {} failed", request.getMethod(), RequestIds.route(request), e);
        return problems.entity(
                Problem.of(HttpStatus.INTERNAL_SERVER_ERROR, "Internal server error"), new HttpHeaders(), request);
    }

    /** Spring's own refusals, such as of a route that is none. */
    private static Problem known(HttpStatusCode code) {
        HttpStatus status = HttpStatus.valueOf(code.value());
        return Problem.of(
                status,
                switch (status) {
                    case NOT_FOUND -> "Resource not found";
                    case BAD_REQUEST -> "The request is not as this operation needs it";
                    default -> status.getReasonPhrase();
                },
                List.of());
    }
}
