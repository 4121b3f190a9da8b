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
import behflow.command.process.execution.ExecutionDesk;
import behflow.command.process.execution.RunCopies;
import behflow.command.process.execution.RunRequest;
import behflow.command.process.execution.RunTable.Acceptance;
import behflow.command.process.trigger.EventRules;
import behflow.command.process.trigger.Ruling;
import behflow.command.process.trigger.TaskStates;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
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
        List<Acceptance> acceptances = new ArrayList<>();
        for (RecordedEvent event : events) {
            List<ProcessState> concerned = triggers.of(event.ownerId()).stream()
                    .filter(process -> rules.concerns(process.rule(), event.payload()))
                    .toList();
            if (!concerned.isEmpty()) {
                boolean ofTask = event.payload() instanceof TaskEvent;
                TaskState before = ofTask ? tasks.before(event) : null;
                TaskState after = ofTask ? tasks.after(before, event) : null;
                for (ProcessState process : concerned) {
                    decide(connection, process, event, before, after).ifPresent(acceptances::add);
                }
            }
            if (event.payload() instanceof ProcessEvent) {
                triggers.follow(event);
            } else if (event.payload() instanceof AccountErased) {
                forget(connection, event.ownerId());
            }
        }
        if (!acceptances.isEmpty()) {
            afterCommit(acceptances);
        }
    }

    /** The last event of its log. What was read ahead of the erasure has been written after it. */
    private void forget(Connection connection, UUID owner) throws SQLException {
        triggerCopies.eraseOwner(connection, owner);
        runCopies.eraseOwner(connection, owner);
    }

    private Optional<Acceptance> decide(
            Connection connection,
            ProcessState process,
            RecordedEvent event,
            @Nullable TaskState before,
            @Nullable TaskState after)
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
            decisions.record(event.ownerId(), process.processId(), cause, rests.outcome(), rests.reason());
            return Optional.empty();
        }
        RunRequest request = RunRequest.byEvent(
                event.ownerId(),
                process.processId(),
                cause,
                ((Ruling.Fires) ruling).condition(),
                event.origin().requestId(),
                event.origin().depth() + 1);
        return Optional.of(desk.accept(request, process));
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
