package behflow.command.process.automation;

import behflow.api.account.event.AccountErased;
import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.LogFollower;
import behflow.api.kernel.RecordedEvent;
import behflow.api.process.ProcessState;
import behflow.api.process.RunCause;
import behflow.api.process.event.ProcessEvent;
import behflow.api.process.query.Decision;
import behflow.api.task.TaskState;
import behflow.api.task.event.TaskEvent;
import behflow.command.process.execution.Decisions;
import behflow.command.process.execution.Decisions.Made;
import behflow.command.process.execution.ExecutionDesk;
import behflow.command.process.execution.ExecutionDesk.Wanted;
import behflow.command.process.execution.RunCopies;
import behflow.command.process.execution.RunRequest;
import behflow.command.process.execution.RunTable.Acceptance;
import behflow.command.process.trigger.EventRules;
import behflow.command.process.trigger.Ruling;
import behflow.command.process.trigger.TaskStates;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Starts processes by events of their owner's log. The run is put in line in the transaction that moves on in the log, so there
 * is one for each process and event, whatever dies; and its id follows from both, so that it is one even if an event came twice.
 * Whatever decides against a run is written down.
 */
@Component
class WhenEventMatchesThenRunProcess implements LogFollower {

    /** So many runs are accepted, or decided against, by a few statements. */
    private static final int AT_ONCE = 1_000;

    private final EventLog log;
    private final EventRules rules;
    private final ExecutionDesk desk;
    private final Decisions decisions;
    private final TriggerCopies triggerCopies;
    private final RunCopies runCopies;

    WhenEventMatchesThenRunProcess(
            EventLog log,
            EventRules rules,
            ExecutionDesk desk,
            Decisions decisions,
            TriggerCopies triggerCopies,
            RunCopies runCopies) {
        this.log = log;
        this.rules = rules;
        this.desk = desk;
        this.decisions = decisions;
        this.triggerCopies = triggerCopies;
        this.runCopies = runCopies;
    }

    @Override
    public String name() {
        return "process.event_triggers";
    }

    /** What happened before there were triggers starts nothing. */
    @Override
    public Start start() {
        return Start.NOW;
    }

    @Override
    public boolean accepts(DomainEvent event) {
        return rules.starts(event) || event instanceof AccountErased;
    }

    @Override
    public void follow(Connection connection, List<RecordedEvent> events) throws SQLException {
        TriggerTable triggers = TriggerTable.of(connection, log, events);
        TaskStates tasks = new TaskStates(log);
        List<Wanted> wanted = new ArrayList<>();
        List<Made> against = new ArrayList<>();
        Set<UUID> erased = new HashSet<>();
        for (RecordedEvent event : events) {
            List<ProcessState> concerned = triggers.of(event.ownerId()).stream()
                    .filter(process -> rules.concerns(process.rule(), event.payload()))
                    .toList();
            if (!concerned.isEmpty()) {
                boolean ofTask = event.payload() instanceof TaskEvent;
                TaskState before = ofTask ? tasks.before(event) : null;
                TaskState after = ofTask ? tasks.after(before, event) : null;
                for (ProcessState process : concerned) {
                    decide(connection, process, event, before, after, against).ifPresent(wanted::add);
                }
            }
            if (event.payload() instanceof ProcessEvent) {
                triggers.follow(event);
            } else if (event.payload() instanceof AccountErased) {
                erased.add(event.ownerId());
            }
        }
        against.removeIf(made -> erased.contains(made.ownerId()));
        wanted.removeIf(run -> erased.contains(run.request().ownerId()));
        inParts(against, decisions::record);
        List<Acceptance> acceptances = new ArrayList<>();
        inParts(wanted, part -> acceptances.addAll(desk.accept(part)));
        for (UUID owner : erased) {
            forget(connection, owner);
        }
        if (!acceptances.isEmpty()) {
            afterCommit(acceptances);
        }
    }

    /** Its erasure is the last event of a log. What was read ahead of the erasure has been written after it. */
    private void forget(Connection connection, UUID owner) throws SQLException {
        triggerCopies.eraseOwner(connection, owner);
        runCopies.eraseOwner(connection, owner);
    }

    private static <T> void inParts(List<T> all, Consumer<List<T>> each) {
        for (int i = 0; i < all.size(); i += AT_ONCE) {
            each.accept(all.subList(i, Math.min(i + AT_ONCE, all.size())));
        }
    }

    private Optional<Wanted> decide(
            Connection connection,
            ProcessState process,
            RecordedEvent event,
            @Nullable TaskState before,
            @Nullable TaskState after,
            List<Made> against)
            throws SQLException {
        RunCause cause = RunCause.event(event.eventId(), event.position(), event.subjectId(), event.sequence());
        Ruling ruling = rules.rule(
                Objects.requireNonNull(process.rule().eventFilter(), "Only triggers with a filter are asked"),
                event,
                after,
                before);
        if (ruling instanceof Ruling.Fires && !Cascade.goesOn(connection, event)) {
            ruling = new Ruling.Rests(
                    Decision.Outcome.DEPTH,
                    "%,d runs follow from one act already: the chain ends here.".formatted(Cascade.RUNS));
        }
        if (ruling instanceof Ruling.Rests rests) {
            against.add(new Made(event.ownerId(), process.processId(), cause, rests.outcome(), rests.reason(), null));
            return Optional.empty();
        }
        RunRequest request = RunRequest.byEvent(
                event.ownerId(),
                process.processId(),
                cause,
                ((Ruling.Fires) ruling).condition(),
                event.origin().requestId(),
                event.origin().depth() + 1);
        return Optional.of(new Wanted(request, process));
    }

    private void afterCommit(List<Acceptance> acceptances) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                acceptances.forEach(desk::settle);
                desk.nudge();
            }
        });
    }
}
