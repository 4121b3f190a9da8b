package behflow.command.process.schedule;

import behflow.api.kernel.Ids;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a process stands in time, in one zone.
 *
 * @param ownerId   whose process it is; {@link Ids#INSTALLATION} for a built-in one
 * @param timing    its cron schedule or recurrence
 * @param doneUntil each time up to here was decided
 * @param nextDue   null where there is none any more
 */
record Timer(
        UUID processId,
        String zone,
        UUID ownerId,
        String timing,
        Instant doneUntil,
        @Nullable Instant nextDue) {

    boolean builtIn() {
        return ownerId.equals(Ids.INSTALLATION);
    }
}
