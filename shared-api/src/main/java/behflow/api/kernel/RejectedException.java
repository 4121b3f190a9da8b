package behflow.api.kernel;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A refusal with a public code and one plain sentence for the client. It never carries internals, and has no stack trace
 * because it is an answer, not a fault.
 */
public class RejectedException extends RuntimeException {

    private final RejectionCode code;
    private final transient List<FieldError> errors;
    private final @Nullable Duration retryAfter;

    public RejectedException(RejectionCode code, String detail) {
        this(code, detail, List.of(), null);
    }

    public RejectedException(
            RejectionCode code, String detail, List<FieldError> errors, @Nullable Duration retryAfter) {
        super(detail, null, false, false);
        this.code = code;
        this.errors = List.copyOf(errors);
        this.retryAfter = retryAfter;
    }

    /** One field breaks one rule. */
    public static RejectedException invalid(String field, String message) {
        return new RejectedException(RejectionCode.INVALID, message, List.of(new FieldError(field, message)), null);
    }

    public static RejectedException notFound() {
        return new RejectedException(RejectionCode.NOT_FOUND, "Resource not found");
    }

    public static RejectedException forbidden() {
        return new RejectedException(RejectionCode.FORBIDDEN, "Access denied");
    }

    public static RejectedException conflict(String detail) {
        return new RejectedException(RejectionCode.CONFLICT, detail);
    }

    /** For now only: try again after {@code retryAfter}. */
    public static RejectedException unavailable(String detail, Duration retryAfter) {
        return new RejectedException(RejectionCode.UNAVAILABLE, detail, List.of(), retryAfter);
    }

    public RejectionCode code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public List<FieldError> errors() {
        return errors;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
