package behflow.gateway.kernel;

import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.api.kernel.RequestKeys;
import behflow.api.kernel.RequestKeys.Answer;
import behflow.api.kernel.RequestKeys.Claim;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpMethod;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/**
 * A POST with an {@code Idempotency-Key} is carried out once: the same key and request get the first answer again, on every
 * node, for 24 hours; the same key with another request is 422. It is looked at after {@link TokenRequired} and
 * {@link RateLimits}, so a repetition is a request like any other, and ahead of the operation, so that only what succeeds is
 * kept: a refusal has changed nothing and may be tried again. Requests without a key pass by.
 */
@Component
class KeyedRequests {

    private static final String HEADER = "Idempotency-Key";
    private static final String REPLAYED = "Idempotency-Replayed";

    private static final Logger LOG = LoggerFactory.getLogger(KeyedRequests.class);
    private static final Pattern KEY = Pattern.compile("[!-~]{1,255}");
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final long FIRST_PAUSE = 20;
    private static final long LAST_PAUSE = 250;

    private final RequestKeys keys;
    private final ProblemWriter problems;
    private final Duration patience;

    /** @param patience how long a request waits for one with the same key that is being carried out */
    KeyedRequests(
            RequestKeys keys, ProblemWriter problems, @Value("${behflow.idempotency.patience:10s}") Duration patience) {
        this.keys = keys;
        this.problems = problems;
        this.patience = patience;
    }

    private static boolean heeds(HandlerMethod operation) {
        return !operation.hasMethodAnnotation(Public.class) && !operation.hasMethodAnnotation(NeverKept.class);
    }

    /** Through which every operation of a controller goes. */
    RequestMappingHandlerAdapter handlerAdapter() {
        return new RequestMappingHandlerAdapter() {
            @Override
            protected @Nullable ModelAndView handleInternal(
                    HttpServletRequest request, HttpServletResponse response, HandlerMethod operation)
                    throws Exception {
                if (HttpMethod.POST.matches(request.getMethod())
                        && request.getHeader(HEADER) != null
                        && heeds(operation)) {
                    return once(
                            request,
                            response,
                            (buffered, capture) -> super.handleInternal(buffered, capture, operation));
                }
                return super.handleInternal(request, response, operation);
            }
        };
    }

    private interface Operation {
        @Nullable
        ModelAndView carryOut(HttpServletRequest request, HttpServletResponse response) throws Exception;
    }

    private @Nullable ModelAndView once(HttpServletRequest request, HttpServletResponse response, Operation operation)
            throws Exception {
        String key = key(request);
        byte[] body = body(request);
        UUID requestId = RequestIds.of(request);
        Claim claim = claim(caller().userId(), key, fingerprint(request, body), requestId);
        if (claim instanceof Claim.Granted) {
            return carryOut(new BufferedRequest(request, body), response, requestId, operation);
        }
        if (claim instanceof Claim.Answered answered) {
            repeat(answered.answer(), response);
        } else if (claim instanceof Claim.Unanswered unanswered) {
            problems.write(
                    RejectedException.conflict("This request was carried out, and its answer is not kept;"
                            + " X-Correlation-Id names what it did"),
                    request,
                    response);
            // After the status: a refusal has none of its own.
            response.setHeader(
                    RequestIds.CORRELATION_HEADER, unanswered.correlationId().toString());
        } else if (claim instanceof Claim.Taken) {
            throw new RejectedException(
                    RejectionCode.UNPROCESSABLE, "This Idempotency-Key was used with another request");
        } else {
            throw new RejectedException(
                    RejectionCode.CONFLICT,
                    "A request with this Idempotency-Key is still being carried out",
                    List.of(),
                    RETRY_AFTER);
        }
        return null;
    }

    private @Nullable ModelAndView carryOut(
            HttpServletRequest request, HttpServletResponse response, UUID requestId, Operation operation)
            throws Exception {
        AnswerCapture capture = new AnswerCapture(response);
        Answer answer = null;
        ModelAndView view;
        try {
            view = operation.carryOut(request, capture);
            answer = capture.succeeded() && !RefusedAnswers.marked(request) ? capture.answer() : null;
        } finally {
            end(requestId, answer);
        }
        capture.send();
        return view;
    }

    /** What was done stays done: where its end can't be written, the answer goes out all the same. */
    private void end(UUID requestId, @Nullable Answer answer) {
        try {
            if (answer == null) {
                keys.release(requestId);
            } else {
                keys.keep(requestId, answer);
            }
        } catch (RuntimeException e) {
            LOG.warn("How a request with a key ended could not be kept", e);
        }
    }

    private static void repeat(Answer answer, HttpServletResponse response) throws IOException {
        response.setStatus(answer.status());
        response.setHeader(REPLAYED, "true");
        answer.headers().forEach(response::setHeader);
        if (answer.body().length > 0) {
            response.setContentLength(answer.body().length);
            response.getOutputStream().write(answer.body());
        }
    }

    /** Waits for one that is being carried out, without anything of the database's in hand. */
    private Claim claim(UUID userId, String key, byte[] fingerprint, UUID requestId) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        long pause = FIRST_PAUSE;
        while (true) {
            Claim claim = keys.claim(userId, key, fingerprint, requestId);
            if (!(claim instanceof Claim.Running) || System.nanoTime() > end) {
                return claim;
            }
            Thread.sleep(pause);
            pause = Math.min(2 * pause, LAST_PAUSE);
        }
    }

    private static String key(HttpServletRequest request) {
        List<String> keys = Collections.list(request.getHeaders(HEADER));
        if (keys.size() != 1 || !KEY.matcher(keys.get(0)).matches()) {
            throw new RejectedException(
                    RejectionCode.INVALID, HEADER + " must be one header of 1 to 255 visible ASCII characters");
        }
        return keys.get(0);
    }

    private static byte[] body(HttpServletRequest request) {
        try {
            return request.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new HttpMessageNotReadableException(
                    "The body could not be read", e, new ServletServerHttpRequest(request));
        }
    }

    /** The bodies that are taken have one media type, and the path tells what is done with them. */
    private static byte[] fingerprint(HttpServletRequest request, byte[] body) {
        MessageDigest digest = sha256();
        for (String part : new String[] {request.getRequestURI(), String.valueOf(request.getQueryString())}) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            digest.update(bytes);
        }
        return digest.digest(body);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** There is one: {@link TokenRequired} came first. */
    private static Caller caller() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication != null && authentication.getPrincipal() instanceof Caller caller) {
            return caller;
        }
        throw new RejectedException(RejectionCode.UNAUTHENTICATED, "Authentication required or invalid token");
    }
}
