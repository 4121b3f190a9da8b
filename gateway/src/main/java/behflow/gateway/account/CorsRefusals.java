package behflow.gateway.account;

import behflow.api.kernel.RejectedException;
import behflow.gateway.kernel.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.DefaultCorsProcessor;

/** Pages of an origin that is not listed are told so as everything else is. The framework refuses in words of its own. */
class CorsRefusals extends DefaultCorsProcessor {

    private final ProblemWriter problems;

    CorsRefusals(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    public boolean processRequest(
            @Nullable CorsConfiguration configuration, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        boolean taken = super.processRequest(configuration, request, response);
        if (!taken) {
            problems.write(RejectedException.forbidden(), request, response);
        }
        return taken;
    }

    /** Written above, where the request is known. */
    @Override
    protected void rejectRequest(ServerHttpResponse response) {}
}
