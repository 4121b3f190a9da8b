package behflow.command.process.execution;

import behflow.api.kernel.EventLog;
import behflow.api.kernel.RecordedEvent;
import behflow.api.kernel.RejectedException;
import behflow.api.process.ProcessRule;
import behflow.api.process.RunCause;
import behflow.api.process.TriggerType;
import behflow.api.process.query.Backtest;
import behflow.api.task.TaskState;
import behflow.api.task.event.TaskEvent;
import behflow.command.process.action.ProcessAction;
import behflow.command.process.trigger.EventRules;
import behflow.command.process.trigger.Ruling;
import behflow.command.process.trigger.Schedule;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A walk through a stretch of an owner's log that asks at every event and every due time what a rule would have done. */
final class PastRuns {

    static final int EVENTS = 200_000;
    static final int FIRINGS = 1_000;
    static final int CHANGES = 10_000;

    private static final int PAGE = 1_000;

    private final EventLog log;
    private final EventRules rules;
    private final ProcessAction action;
    private final ProcessRule rule;
    private final UUID owner;
    private final UUID processId;
    private final ZoneId zone;
    private final @Nullable Schedule schedule;
    private final RunControl control;
    private final List<Backtest.Firing> firings = new ArrayList<>();
    private final Map<String, Long> rested = new TreeMap<>();
    private long events;
    private int changes;
    private Instant until;
    private @Nullable String bound;

    /** @param schedule null unless the rule is time-based */
    PastRuns(
            EventLog log,
            EventRules rules,
            ProcessAction action,
            ProcessRule rule,
            UUID owner,
            UUID processId,
            ZoneId zone,
            @Nullable Schedule schedule,
            RunControl control) {
        this.log = log;
        this.rules = rules;
        this.action = action;
        this.rule = rule;
        this.owner = owner;
        this.processId = processId;
        this.zone = zone;
        this.schedule = schedule;
        this.control = control;
        this.until = Instant.EPOCH;
    }

    Backtest between(Instant from, Instant to) {
        until = from;
        try {
            long start = position(from.minusNanos(1_000));
            walk(from, to, start, position(to));
        } catch (RunStopped e) {
            bound = "It took too long";
        }
        boolean complete = bound == null;
        Instant reached = complete ? to : until;
        String message =
                "It would have run %s.".formatted(firings.size() == 1 ? "once" : "%,d times".formatted(firings.size()));
        if (rule.trigger() == TriggerType.MANUAL) {
            message = "It is started by hand only, so it would not have run.";
        }
        return new Backtest(
                from,
                to,
                reached,
                events,
                firings.size(),
                rested,
                firings,
                complete,
                complete ? message : message + " " + bound + ": the rest was not looked at.");
    }

    private long position(Instant instant) {
        return log.positionAt(owner, instant)
                .orElseThrow(() -> RejectedException.invalid("to", "to must not be later than now."));
    }

    private void walk(Instant from, Instant to, long start, long end) {
        PastState past = new PastState(log, owner, start);
        Optional<Instant> due = schedule == null ? Optional.empty() : schedule.next(from.minusNanos(1));
        long position = start;
        while (position < end) {
            List<RecordedEvent> page = log.read(owner, position, end, PAGE);
            if (page.isEmpty()) {
                break;
            }
            for (RecordedEvent event : page) {
                while (due.isPresent() && due.get().isBefore(event.timestamp())) {
                    if (!firedAt(due.get(), past)) {
                        return;
                    }
                    due = next(due.get());
                }
                if (!happened(event, past)) {
                    return;
                }
                position = event.position();
            }
        }
        while (due.isPresent() && !due.get().isAfter(to)) {
            if (!firedAt(due.get(), past)) {
                return;
            }
            due = next(due.get());
        }
    }

    private Optional<Instant> next(Instant due) {
        return Objects.requireNonNull(schedule, "Only a schedule has due times").next(due);
    }

    private boolean firedAt(Instant due, PastState past) {
        return run(due, RunCause.schedule(due), null, past);
    }

    /** False where a bound is met. */
    private boolean happened(RecordedEvent event, PastState past) {
        control.check();
        if (events == EVENTS) {
            bound = "It looked at %,d events".formatted(EVENTS);
            return false;
        }
        events++;
        boolean ofTask = event.payload() instanceof TaskEvent;
        TaskState before = ofTask ? past.task(event.subjectId()) : null;
        past.follow(event);
        until = event.timestamp();
        if (!rules.starts(event.payload()) || !rules.concerns(rule, event.payload())) {
            return true;
        }
        Ruling ruling = rules.rule(
                Objects.requireNonNull(rule.eventFilter(), "An event-based rule has a filter"),
                event,
                ofTask ? past.task(event.subjectId()) : null,
                before);
        if (ruling instanceof Ruling.Rests rests) {
            rested.merge(rests.outcome().wire(), 1L, Long::sum);
            return true;
        }
        RunCause cause = RunCause.event(event.eventId(), event.position(), event.subjectId(), event.sequence());
        return run(event.timestamp(), cause, ((Ruling.Fires) ruling).condition(), past);
    }

    /** False where a bound is met. */
    private boolean run(Instant at, RunCause cause, @Nullable Boolean condition, PastState past) {
        if (firings.size() == FIRINGS) {
            bound = "It lists %,d runs".formatted(FIRINGS);
            return false;
        }
        UUID execution = cause.kind() == RunCause.Kind.SCHEDULE
                ? RunRequest.scheduled(owner, processId, at).executionId()
                : RunRequest.byEvent(owner, processId, cause, condition, owner, 1)
                        .executionId();
        PastRun run = new PastRun(
                new RunContext(owner, processId, execution, cause, at, zone, rule.parameters()), past, control);
        action.run(run);
        if (changes + run.changes().size() > CHANGES) {
            bound = "It lists %,d changes".formatted(CHANGES);
            return false;
        }
        changes += run.changes().size();
        firings.add(new Backtest.Firing(
                at,
                cause,
                condition,
                run.changes(),
                run.tally().counts(),
                run.result(),
                run.tally().conjecture()));
        until = at;
        return true;
    }
}
