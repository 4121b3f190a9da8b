package behflow.gateway.kernel;

import behflow.api.kernel.Ids;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives each request an id of the server's making: in the log as {@code request_id}, in the answer as
 * {@code X-Request-Id}, and as the correlation id of what the request writes.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public class RequestIds extends OncePerRequestFilter {

    public static final String HEADER = "X-Request-Id";
    /** On each 2xx answer to a write: what an undo of it takes. */
    public static final String CORRELATION_HEADER = "X-Correlation-Id";

    private static final String KEY = "request_id";

    /** The id of the request that this thread serves; a new one where it serves none. */
    public static UUID current() {
        String id = MDC.get(KEY);
        return id == null ? Ids.newId() : UUID.fromString(id);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String id = Ids.newId().toString();
        MDC.put(KEY, id);
        response.setHeader(HEADER, id);
        try {
            chain.doFilter(request, response);
        } finally {
            MDC.remove(KEY);
        }
    }
}
