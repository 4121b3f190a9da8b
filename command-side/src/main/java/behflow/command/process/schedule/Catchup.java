package behflow.command.process.schedule;

import behflow.command.process.trigger.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of times that have come: the last one runs, if it is not longer ago than the catch-up window; each other one
 * is missed.
 *
 * @param run     the time to run for
 * @param missed  the others, in order; at most {@link #REMEMBERED}
 * @param earlier whether still more were missed, before these
 */
record Catchup(Optional<Instant> run, List<Instant> missed, boolean earlier) {

    /** A firing as late as this is on time, whatever the window. */
    static final Duration GRACE = Duration.ofMinutes(1);

    static final int REMEMBERED = 100;

    private static final Duration FIRST_LOOK = Duration.ofHours(1);

    /**
     * @param doneUntil times up to here were decided before
     * @param now       times up to here have come
     */
    static Catchup of(Schedule schedule, Instant doneUntil, Instant now, Duration window) {
        List<Instant> due = last(schedule, doneUntil, now);
        if (due.isEmpty()) {
            return new Catchup(Optional.empty(), List.of(), false);
        }
        boolean earlier = schedule.next(doneUntil).filter(due.get(0)::isAfter).isPresent();
        Instant last = due.get(due.size() - 1);
        Duration late = Duration.between(last, now);
        boolean inTime = late.compareTo(GRACE) <= 0 || late.compareTo(window) <= 0;
        return inTime
                ? new Catchup(Optional.of(last), due.subList(0, due.size() - 1), earlier)
                : new Catchup(Optional.empty(), due, earlier);
    }

    /** The last times up to now; looks back further and further, so that years of minutes cost no more than an hour of them. */
    private static List<Instant> last(Schedule schedule, Instant doneUntil, Instant now) {
        for (Duration look = FIRST_LOOK; ; look = look.multipliedBy(4)) {
            Instant from = now.minus(look);
            boolean all = !from.isAfter(doneUntil);
            List<Instant> due = schedule.between(all ? doneUntil : from, now, REMEMBERED);
            if (all || due.size() == REMEMBERED) {
                return due;
            }
        }
    }
}
