package behflow.command.process.schedule;

import behflow.api.kernel.RejectedException;
import behflow.api.process.ProcessState;
import behflow.api.process.TriggerType;
import behflow.command.process.trigger.Schedule;
import behflow.command.process.trigger.Schedules;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which timing a process goes by. */
final class Timings {

    private static final Logger LOG = LoggerFactory.getLogger(Timings.class);

    private Timings() {}

    /**
     * When a process is due. Empty where its rule has no time in that zone, or none that could be found, as one can have that was
     * saved while its owner lived elsewhere: it is due never, and in no other process's way.
     */
    static Optional<Schedule> schedule(ProcessState process, ZoneId zone) {
        try {
            return Optional.of(Schedules.of(process.rule(), process.createdAt(), zone));
        } catch (RejectedException e) {
            LOG.warn("Process {} is never due in {}: {}", process.processId(), zone, e.getMessage());
            return Optional.empty();
        }
    }

    /** The first time after {@code from}; as {@link #schedule}, whatever is wrong with the rule. */
    static Optional<Instant> next(ProcessState process, ZoneId zone, Instant from) {
        try {
            return schedule(process, zone).flatMap(schedule -> schedule.next(from));
        } catch (RuntimeException e) {
            LOG.error("When process {} is due in {} can't be told: it is never", process.processId(), zone, e);
            return Optional.empty();
        }
    }

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
