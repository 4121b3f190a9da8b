package behflow.command.process.schedule;

import behflow.api.process.ProcessState;
import behflow.api.process.TriggerType;
import java.util.Optional;

/** Which timing a process goes by. */
final class Timings {

    private Timings() {}

    /** Empty where no time starts it. */
    static Optional<String> of(ProcessState process) {
        if (process.deleted() || !process.active() || process.rule().trigger() != TriggerType.TIME_BASED) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                process.rule().schedule() == null
                        ? process.rule().recurrence()
                        : process.rule().schedule());
    }
}
