package behflow.gateway.kernel;

import behflow.api.kernel.Ids;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Gives each request an id of the server's making: in the log as {@code request_id}, in the answer as
 * {@code X-Request-Id}, and as the correlation id of what the request writes, unless what it does has a cause of its own.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public class RequestIds extends OncePerRequestFilter {

    public static final String HEADER = "X-Request-Id";
    /** On each 2xx answer to a write: what an undo of it takes. */
    public static final String CORRELATION_HEADER = "X-Correlation-Id";

    /** In the log: the cause that changes are recorded under. */
    static final String CORRELATION_KEY = "correlation_id";

    private static final String KEY = "request_id";
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final Logger ACCESS = LoggerFactory.getLogger("behflow.access");

    /** The id of the request that this thread serves; a new one where it serves none. */
    public static UUID current() {
        String id = MDC.get(KEY);
        return id == null ? Ids.newId() : UUID.fromString(id);
    }

    /** The id that a request was given; a new one for one that no filter has seen. */
    static UUID of(HttpServletRequest request) {
        Object id = request.getAttribute(KEY);
        return id == null ? Ids.newId() : UUID.fromString(id.toString());
    }

    /** The route that matched, for the log; never the path itself, which may hold what a user wrote. */
    static Object route(HttpServletRequest request) {
        Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        return pattern == null ? "(no route)" : pattern;
    }

    /** An error that the container forwards is still the same request. */
    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean forwarded = request.getAttribute(KEY) != null;
        String id = of(request).toString();
        request.setAttribute(KEY, id);
        response.setHeader(HEADER, id);
        response.setHeader(CORRELATION_HEADER, null);
        long start = System.nanoTime();
        MDC.put(KEY, id);
        MDC.put(CORRELATION_KEY, id);
        try {
            boolean reading = forwarded || READING.contains(request.getMethod());
            chain.doFilter(request, reading ? response : new CorrelatedResponse(response, id));
        } finally {
            if (ACCESS.isDebugEnabled()) {
                ACCESS.debug(
                        "{} {} {} in {} ms",
                        request.getMethod(),
                        route(request),
                        response.getStatus(),
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            }
            MDC.remove(KEY);
            MDC.remove(CORRELATION_KEY);
        }
    }
}
