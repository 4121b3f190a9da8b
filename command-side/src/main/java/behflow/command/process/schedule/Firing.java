package behflow.command.process.schedule;

import behflow.api.process.ProcessState;
import behflow.api.process.RunCause;
import behflow.api.process.query.Decision;
import behflow.api.process.query.FindProcess;
import behflow.api.process.query.ProcessView;
import behflow.command.process.execution.Decisions;
import behflow.command.process.execution.ExecutionDesk;
import behflow.command.process.execution.Messenger;
import behflow.command.process.execution.RunRequest;
import behflow.command.process.execution.RunTable;
import behflow.command.process.trigger.Schedule;
import behflow.command.process.trigger.Schedules;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Decides what is due: each timer in a transaction of its own, which moves the timer on and accepts the run, so that a time
 * runs once whoever fires it, and however often.
 */
final class Firing {

    private static final Logger LOG = LoggerFactory.getLogger(Firing.class);

    private static final Duration HOLD = Duration.ofMinutes(1);

    /** More than one at a time only where there are many. */
    private static final int FEW = 20;

    private static final int HELPERS = 3;

    private final TransactionTemplate transactions;
    private final Messenger messenger;
    private final TimerTable timers;
    private final TimerPlanner planner;
    private final FanOuts fanOuts;
    private final ExecutionDesk desk;
    private final Decisions decisions;
    private final Alarms alarms;
    private final Clock clock;
    private final Executor helpers;

    Firing(
            TransactionTemplate transactions,
            Messenger messenger,
            TimerTable timers,
            TimerPlanner planner,
            FanOuts fanOuts,
            ExecutionDesk desk,
            Decisions decisions,
            Alarms alarms,
            Clock clock,
            Executor helpers) {
        this.transactions = transactions;
        this.messenger = messenger;
        this.timers = timers;
        this.planner = planner;
        this.fanOuts = fanOuts;
        this.desk = desk;
        this.decisions = decisions;
        this.alarms = alarms;
        this.clock = clock;
        this.helpers = helpers;
    }

    /**
     * Decides on all that is due.
     *
     * @param come this instant has come, whatever this node's clock says
     */
    void drain(Instant come) {
        if (!drain(come, FEW)) {
            List<CompletableFuture<Void>> helping = new ArrayList<>();
            for (int i = 0; i < HELPERS; i++) {
                helping.add(CompletableFuture.runAsync(() -> drain(come, Integer.MAX_VALUE), helpers));
            }
            drain(come, Integer.MAX_VALUE);
            helping.forEach(CompletableFuture::join);
        }
    }

    /** @return whether nothing is left */
    private boolean drain(Instant come, int limit) {
        for (int done = 0; done < limit; done++) {
            if (!fireOne(come)) {
                return true;
            }
        }
        return false;
    }

    private boolean fireOne(Instant come) {
        Instant clockNow = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant now = clockNow.isBefore(come) ? come : clockNow;
        AtomicReference<@Nullable Timer> taken = new AtomicReference<>();
        Fired fired;
        try {
            fired = transactions.execute(status -> {
                Optional<Timer> due = timers.lockDue(now);
                due.ifPresent(taken::set);
                return due.map(timer -> decide(timer, now)).orElse(null);
            });
        } catch (RuntimeException e) {
            Timer timer = taken.get();
            if (timer == null) {
                throw e;
            }
            LOG.error("Process {} could not be fired; it is tried again in {}", timer.processId(), HOLD, e);
            timers.hold(timer, now, HOLD);
            return true;
        }
        if (fired == null) {
            return false;
        }
        if (fired.accepted() != null) {
            desk.settle(fired.accepted());
            desk.nudge();
        }
        if (fired.next() != null) {
            alarms.at(fired.next());
        }
        return true;
    }

    private Fired decide(Timer timer, Instant now) {
        ProcessView view = messenger.ask(new FindProcess(timer.processId(), timer.ownerId()), ProcessView.class);
        if (view == null || !Timings.of(view.state()).equals(Optional.of(timer.timing()))) {
            // It was changed, and nobody has told the clockwork yet.
            planner.plan(timer.processId());
            return new Fired(null, null);
        }
        ProcessState process = view.state();
        Schedule schedule = Schedules.of(process.rule(), process.createdAt(), ZoneId.of(timer.zone()));
        Duration window = Duration.parse(process.rule().catchupWindow());
        Catchup catchup = Catchup.of(schedule, timer.doneUntil(), now, window);
        Instant next = schedule.next(now).orElse(null);
        timers.decided(timer, now, next);
        missed(timer, catchup, process.rule().catchupWindow());
        if (catchup.run().isEmpty()) {
            return new Fired(null, next);
        }
        Instant due = catchup.run().get();
        if (timer.builtIn()) {
            fanOuts.begin(timer.processId(), timer.zone(), due);
            return new Fired(null, next);
        }
        return new Fired(desk.accept(RunRequest.scheduled(timer.ownerId(), timer.processId(), due), process), next);
    }

    private void missed(Timer timer, Catchup catchup, String window) {
        String instead = catchup.run()
                .map("the run for %s makes up for it"::formatted)
                .orElse("that is longer ago than the catchup_window of %s".formatted(window));
        List<Instant> missed = catchup.missed();
        for (int i = 0; i < missed.size(); i++) {
            String more = i == 0 && catchup.earlier() ? ", and more times before it" : "";
            record(
                    timer,
                    missed.get(i),
                    "Nothing ran when it was due at %s%s; %s.".formatted(missed.get(i), more, instead));
        }
    }

    private void record(Timer timer, Instant due, String reason) {
        decisions.record(
                timer.ownerId(),
                timer.processId(),
                RunCause.schedule(due),
                Decision.Outcome.MISSED,
                reason,
                timer.builtIn() ? timer.zone() : null);
    }

    /** What one decision led to. */
    private record Fired(
            RunTable.@Nullable Acceptance accepted,
            @Nullable Instant next) {}
}
