package behflow.command.process.schedule;

import behflow.command.process.execution.StrandedRuns;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes everything that follows from processes be there: timers, Quartz's triggers, the firing of what is due and was not
 * fired, and the end of runs that no node has. At the start of each node, and every minute on one of them.
 */
final class Reconciliation {

    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);

    /** So much more than the time since the last one is looked through: for clocks that differ. */
    private static final Duration MARGIN = Duration.ofMinutes(10);

    /** Now and then all of them, whenever they changed. */
    private static final Duration ALL = Duration.ofHours(6);

    private final TimerPlanner planner;
    private final TimerTable timers;
    private final Alarms alarms;
    private final Firing firing;
    private final StrandedRuns stranded;
    private final Clock clock;
    private final AtomicReference<@Nullable Instant> all = new AtomicReference<>();
    private final AtomicReference<@Nullable Instant> last = new AtomicReference<>();

    Reconciliation(
            TimerPlanner planner, TimerTable timers, Alarms alarms, Firing firing, StrandedRuns stranded, Clock clock) {
        this.planner = planner;
        this.timers = timers;
        this.alarms = alarms;
        this.firing = firing;
        this.stranded = stranded;
        this.clock = clock;
    }

    /** What goes wrong with one of these is tried again with the next; it does not keep the others from their work. */
    void run() {
        Instant now = clock.instant();
        guarded("Not all processes could be planned", () -> plan(now));
        guarded("Quartz's triggers could not be mended", () -> alarms.mend(timers.dueUntil(alarms.horizon())));
        guarded("Not all that is due could be fired", () -> firing.drain(now));
        guarded("Not all runs that no node has could be ended", stranded::end);
    }

    private void plan(Instant now) {
        Instant lastAll = all.get();
        Instant lastRun = last.get();
        if (lastAll == null || lastRun == null || lastAll.plus(ALL).isBefore(now)) {
            planner.planAll(null);
            all.set(now);
        } else {
            planner.planAll(lastRun.minus(MARGIN));
            planner.planBuiltIns();
        }
        planner.planMoved();
        last.set(now);
    }

    private static void guarded(String failure, Step step) {
        try {
            step.take();
        } catch (RuntimeException | SchedulerException e) {
            LOG.error("{}; it is tried again with the next reconciliation", failure, e);
        }
    }

    /** A part of a reconciliation. */
    private interface Step {
        void take() throws SchedulerException;
    }
}
