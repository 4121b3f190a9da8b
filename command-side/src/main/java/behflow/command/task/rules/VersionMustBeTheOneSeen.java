package behflow.command.task.rules;

import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.api.task.TaskState;
import org.jspecify.annotations.Nullable;

/** A client that named the version it saw changes that version or nothing (RFC 9110, If-Match). */
public final class VersionMustBeTheOneSeen {

    private VersionMustBeTheOneSeen() {}

    /** @throws RejectedException PRECONDITION_FAILED */
    public static void check(TaskState task, @Nullable Long expectedVersion) {
        if (expectedVersion != null && expectedVersion != task.version()) {
            throw new RejectedException(
                    RejectionCode.PRECONDITION_FAILED,
                    "The task is at version %d, not %d".formatted(task.version(), expectedVersion));
        }
    }
}
