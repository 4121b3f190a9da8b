package behflow.gateway.kernel;

import behflow.api.kernel.RejectedException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request whose token could not be looked up, because the database did not answer. What needs no token goes on; what does
 * says why it can't.
 */
public final class UnansweredToken {

    private static final String WHY = UnansweredToken.class.getName();

    private UnansweredToken() {}

    public static void remember(RejectedException why, HttpServletRequest request) {
        request.setAttribute(WHY, why);
    }

    /** Why there is no answer; null where there is one, or no token. */
    public static @Nullable RejectedException of(HttpServletRequest request) {
        return (RejectedException) request.getAttribute(WHY);
    }
}
