package behflow.command.process.execution;

import behflow.api.kernel.EventLog;
import behflow.api.kernel.Ids;
import behflow.api.kernel.RejectedException;
import behflow.api.process.ProcessRule;
import behflow.api.process.TriggerType;
import behflow.api.process.query.Backtest;
import behflow.api.process.query.BacktestProcess;
import behflow.api.process.query.FindProcess;
import behflow.api.process.query.ProcessView;
import behflow.command.process.OwnerZones;
import behflow.command.process.RuleCheck;
import behflow.command.process.action.Actions;
import behflow.command.process.action.ProcessAction;
import behflow.command.process.trigger.EventRules;
import behflow.command.process.trigger.Schedules;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.axonframework.queryhandling.QueryHandler;
import org.springframework.stereotype.Component;

/** Tries rules on the past. It reads the log and writes nothing. */
@Component
class BacktestDesk {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration LONGEST = Duration.ofDays(3_660);

    private final Semaphore atOnce = new Semaphore(2);
    private final Messenger messenger;
    private final EventLog log;
    private final EventRules rules;
    private final RuleCheck check;
    private final Actions actions;
    private final OwnerZones zones;
    private final Clock clock;

    BacktestDesk(
            Messenger messenger,
            EventLog log,
            EventRules rules,
            RuleCheck check,
            Actions actions,
            OwnerZones zones,
            Clock clock) {
        this.messenger = messenger;
        this.log = log;
        this.rules = rules;
        this.check = check;
        this.actions = actions;
        this.zones = zones;
        this.clock = clock;
    }

    @QueryHandler
    Backtest backtest(BacktestProcess query) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant from = query.from().truncatedTo(ChronoUnit.MICROS);
        Instant to = query.to() == null ? now : query.to().truncatedTo(ChronoUnit.MICROS);
        if (to.isAfter(now)) {
            throw RejectedException.invalid("to", "to must not be later than now.");
        }
        if (from.isAfter(to) || Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw RejectedException.invalid("from", "from must be ahead of to, by ten years at most.");
        }
        Subject subject = subject(query, from);
        if (!atOnce.tryAcquire()) {
            throw RejectedException.unavailable("Other rules are being tried on the past", Duration.ofSeconds(5));
        }
        try {
            return runs(subject, query.userId()).between(from, to);
        } finally {
            atOnce.release();
        }
    }

    private PastRuns runs(Subject subject, UUID owner) {
        ProcessRule rule = subject.rule();
        ZoneId zone = rule.timezone() == null ? zones.of(owner) : ZoneId.of(rule.timezone());
        ProcessAction action = actions.find(rule.action()).orElseThrow(RejectedException::notFound);
        RunControl control = new RunControl();
        control.limit(LIMIT);
        return new PastRuns(
                log,
                rules,
                action,
                rule,
                owner,
                subject.processId(),
                zone,
                rule.trigger() == TriggerType.TIME_BASED ? Schedules.of(rule, subject.created(), zone) : null,
                control);
    }

    private Subject subject(BacktestProcess query, Instant from) {
        if (query.processId() == null) {
            ProcessRule proposed = Objects.requireNonNull(query.rule(), "One that is not saved brings its rule");
            return new Subject(Ids.newId(query.userId()), check.checked(proposed), from);
        }
        ProcessView view = messenger.ask(new FindProcess(query.processId(), query.userId()), ProcessView.class);
        if (view == null) {
            throw RejectedException.notFound();
        }
        if (!view.state().builtIn() && !view.state().ownerId().equals(query.userId())) {
            throw RejectedException.forbidden();
        }
        return new Subject(query.processId(), view.state().rule(), view.state().createdAt());
    }

    /** What is tried. */
    private record Subject(UUID processId, ProcessRule rule, Instant created) {}
}
