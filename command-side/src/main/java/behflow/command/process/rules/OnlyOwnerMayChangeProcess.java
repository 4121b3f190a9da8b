package behflow.command.process.rules;

import behflow.api.kernel.RejectedException;
import behflow.api.process.ProcessState;
import java.util.UUID;

/** Someone else's process, and a built-in one, is forbidden (contract, part 1). */
public final class OnlyOwnerMayChangeProcess {

    private OnlyOwnerMayChangeProcess() {}

    /** @throws RejectedException FORBIDDEN */
    public static void check(ProcessState process, UUID userId) {
        if (!process.ownerId().equals(userId)) {
            throw RejectedException.forbidden();
        }
    }
}
