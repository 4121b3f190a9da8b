package behflow.command.process.trigger;

import behflow.api.kernel.RejectedException;
import behflow.api.process.ProcessRule;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/** The schedules of time-based rules. */
public final class Schedules {

    private Schedules() {}

    /**
     * @param created when the process was created: from where a recurrence without DTSTART counts
     * @throws RejectedException INVALID where the rule has no schedule that can be met
     */
    public static Schedule of(ProcessRule rule, Instant created, ZoneId zone) {
        if (rule.schedule() != null) {
            return new Schedule(CronSchedule.parse(rule.schedule()), zone);
        }
        if (rule.recurrence() != null) {
            return new Schedule(
                    RecurrenceSchedule.parse(rule.recurrence(), LocalDateTime.ofInstant(created, zone), zone), zone);
        }
        throw RejectedException.invalid("schedule", "A time-based process needs a schedule or a recurrence.");
    }
}
