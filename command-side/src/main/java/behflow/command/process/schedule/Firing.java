package behflow.command.process.schedule;

import behflow.api.process.ExecutionState;
import behflow.api.process.ProcessState;
import behflow.api.process.RunCause;
import behflow.api.process.query.Decision;
import behflow.api.process.query.ExecutionPage;
import behflow.api.process.query.FindExecutions;
import behflow.api.process.query.FindProcesses;
import behflow.api.process.query.ProcessPage;
import behflow.api.process.query.ProcessView;
import behflow.command.process.execution.Decisions;
import behflow.command.process.execution.ExecutionDesk;
import behflow.command.process.execution.Messenger;
import behflow.command.process.execution.RunRequest;
import behflow.command.process.execution.RunTable;
import behflow.command.process.trigger.Schedule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Decides what is due: a batch of timers in one transaction, which moves the timers on and accepts the runs, so that a time
 * runs once whoever fires it, and however often. Where one of a batch can't be decided, each is tried alone.
 */
final class Firing {

    private static final Logger LOG = LoggerFactory.getLogger(Firing.class);

    private static final Duration HOLD = Duration.ofMinutes(1);

    private static final int BATCH = 50;

    private final TransactionTemplate transactions;
    private final Messenger messenger;
    private final TimerTable timers;
    private final TimerPlanner planner;
    private final FanOuts fanOuts;
    private final ExecutionDesk desk;
    private final Decisions decisions;
    private final Alarms alarms;
    private final Clock clock;

    Firing(
            TransactionTemplate transactions,
            Messenger messenger,
            TimerTable timers,
            TimerPlanner planner,
            FanOuts fanOuts,
            ExecutionDesk desk,
            Decisions decisions,
            Alarms alarms,
            Clock clock) {
        this.transactions = transactions;
        this.messenger = messenger;
        this.timers = timers;
        this.planner = planner;
        this.fanOuts = fanOuts;
        this.desk = desk;
        this.decisions = decisions;
        this.alarms = alarms;
        this.clock = clock;
    }

    /**
     * Decides on all that is due.
     *
     * @param come this instant has come, whatever this node's clock says
     */
    void drain(Instant come) {
        int fired;
        do {
            fired = fire(come);
        } while (fired == BATCH);
    }

    /** @return how many were due */
    private int fire(Instant come) {
        try {
            return fire(come, BATCH);
        } catch (RuntimeException e) {
            LOG.warn("Not all of a batch of processes could be fired; each is tried alone", e);
        }
        for (int i = 0; i < BATCH; i++) {
            if (fireOne(come) == 0) {
                return i;
            }
        }
        return BATCH;
    }

    private int fireOne(Instant come) {
        AtomicReference<@Nullable Timer> taken = new AtomicReference<>();
        try {
            return fire(come, 1, taken::set);
        } catch (RuntimeException e) {
            Timer timer = taken.get();
            if (timer == null) {
                throw e;
            }
            LOG.error("Process {} could not be fired; it is tried again in {}", timer.processId(), HOLD, e);
            timers.hold(timer, now(come), HOLD);
            return 1;
        }
    }

    private int fire(Instant come, int limit) {
        return fire(come, limit, timer -> {});
    }

    private int fire(Instant come, int limit, Consumer<Timer> taken) {
        Instant now = now(come);
        Fired fired = Objects.requireNonNull(
                transactions.execute(status -> {
                    List<Timer> due = timers.lockDue(now, limit);
                    due.forEach(taken);
                    return decide(due, now);
                }),
                "A batch is decided or fails");
        if (!fired.accepted().isEmpty()) {
            fired.accepted().forEach(desk::settle);
            desk.nudge();
        }
        fired.next().forEach(alarms::at);
        return fired.timers();
    }

    private Instant now(Instant come) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return now.isBefore(come) ? come : now;
    }

    private Fired decide(List<Timer> due, Instant now) {
        if (due.isEmpty()) {
            return new Fired(0, List.of(), Set.of());
        }
        Map<UUID, ProcessState> processes = processes(due);
        List<Timer> decided = new ArrayList<>();
        List<@Nullable Instant> next = new ArrayList<>();
        List<ExecutionDesk.Wanted> wanted = new ArrayList<>();
        for (Timer timer : due) {
            ProcessState process = processes.get(timer.processId());
            if (process == null
                    || !Timings.of(process).equals(Optional.of(timer.timing()))
                    || !planner.inZone(process, timer.zone())) {
                // It was changed, or its owner moved, and nobody has told the clockwork yet.
                planner.plan(timer.processId());
                continue;
            }
            decided.add(timer);
            Optional<Schedule> readable = Timings.schedule(process, ZoneId.of(timer.zone()));
            if (readable.isEmpty()) {
                next.add(null);
                continue;
            }
            Schedule schedule = readable.get();
            Duration window = Duration.parse(process.rule().catchupWindow());
            Catchup catchup = Catchup.of(schedule, timer.doneUntil(), now, window);
            next.add(schedule.next(now).orElse(null));
            missed(timer, catchup, process.rule().catchupWindow());
            catchup.run().ifPresent(at -> {
                if (timer.builtIn()) {
                    fanOuts.begin(timer.processId(), timer.zone(), at);
                } else {
                    wanted.add(new ExecutionDesk.Wanted(run(timer, at), process));
                }
            });
        }
        timers.decided(decided, now, next);
        return new Fired(
                due.size(),
                desk.accept(wanted),
                next.stream().filter(Objects::nonNull).collect(Collectors.toSet()));
    }

    private Map<UUID, ProcessState> processes(List<Timer> due) {
        Set<UUID> ids = due.stream().map(Timer::processId).collect(Collectors.toSet());
        return Objects.requireNonNull(
                        messenger.ask(new FindProcesses(ids), ProcessPage.class), "A list of processes is never null")
                .processes()
                .stream()
                .map(ProcessView::state)
                .collect(Collectors.toMap(ProcessState::processId, Function.identity()));
    }

    private void missed(Timer timer, Catchup catchup, String window) {
        String instead = catchup.run()
                .map("the run for %s makes up for it"::formatted)
                .orElse("that is longer ago than the catchup_window of %s".formatted(window));
        List<Instant> missed = catchup.missed();
        Set<UUID> ran = ran(timer, missed);
        for (int i = 0; i < missed.size(); i++) {
            if (!ran.contains(run(timer, missed.get(i)).executionId())) {
                String more = i == 0 && catchup.earlier() ? ", and more times before it" : "";
                record(
                        timer,
                        missed.get(i),
                        "Nothing ran when it was due at %s%s; %s.".formatted(missed.get(i), more, instead));
            }
        }
    }

    /** Which of these times had their run: a timer that was lost, or a log that was restored, is decided on again. */
    private Set<UUID> ran(Timer timer, List<Instant> due) {
        if (due.isEmpty() || timer.builtIn()) {
            return Set.of();
        }
        Set<UUID> runs = due.stream().map(at -> run(timer, at).executionId()).collect(Collectors.toSet());
        return Objects.requireNonNull(
                        messenger.ask(new FindExecutions(runs), ExecutionPage.class), "A list of runs is never null")
                .executions()
                .stream()
                .map(ExecutionState::executionId)
                .collect(Collectors.toSet());
    }

    private static RunRequest run(Timer timer, Instant due) {
        return RunRequest.scheduled(timer.ownerId(), timer.processId(), due);
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

    /**
     * What deciding led to.
     *
     * @param next when the timers are due again
     */
    private record Fired(int timers, List<RunTable.Acceptance> accepted, Set<Instant> next) {}
}
