package behflow.gateway.kernel;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A request's body went over the limit while it was read. */
final class BodyTooLarge extends IOException {

    static final String DETAIL = "The body must not be larger than 1 MiB";

    BodyTooLarge() {
        super(DETAIL);
    }

    /** Whether a failure comes from it. */
    static boolean in(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BodyTooLarge) {
                return true;
            }
        }
        return false;
    }
}
