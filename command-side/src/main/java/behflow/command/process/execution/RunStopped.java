package behflow.command.process.execution;

import behflow.api.process.FailureReason;
import org.jspecify.annotations.Nullable;

/** A run is to end where it is. No stack trace, because it is a decision and no fault. */
final class RunStopped extends RuntimeException {

    /** Why. */
    enum Reason {
        CANCELLED(FailureReason.CANCELLED, "Cancelled."),
        TIME_LIMIT(FailureReason.TIME_LIMIT, "It took longer than its time limit."),
        /** Another node has it now: nothing more is said here. */
        LOST(null, "Another node has taken it over."),
        /** This node stops: another is to go on. */
        SHUTDOWN(null, "This node stops.");

        private final @Nullable FailureReason failure;
        private final String message;

        Reason(@Nullable FailureReason failure, String message) {
            this.failure = failure;
            this.message = message;
        }

        /** Null where the run does not end, only this node's part in it. */
        @Nullable
        FailureReason failure() {
            return failure;
        }

        String message() {
            return message;
        }
    }

    private final Reason reason;

    RunStopped(Reason reason) {
        super(reason.message(), null, false, false);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
