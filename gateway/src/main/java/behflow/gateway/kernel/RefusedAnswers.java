package behflow.gateway.kernel;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Answers that refuse with a status of success, as a protocol of their own has it: they go out, and are not kept for an
 * {@code Idempotency-Key}, as no refusal is.
 */
public final class RefusedAnswers {

    private static final String MARK = RefusedAnswers.class.getName();

    private RefusedAnswers() {}

    /** To be called by the operation. */
    public static void mark(HttpServletRequest request) {
        request.setAttribute(MARK, true);
    }

    static boolean marked(HttpServletRequest request) {
        return request.getAttribute(MARK) != null;
    }
}
