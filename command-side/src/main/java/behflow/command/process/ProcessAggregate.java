package behflow.command.process;

import behflow.api.kernel.Origin;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.api.process.ProcessChange;
import behflow.api.process.ProcessRule;
import behflow.api.process.ProcessState;
import behflow.api.process.command.ChangeProcess;
import behflow.api.process.command.CreateProcess;
import behflow.api.process.command.DeleteProcess;
import behflow.api.process.command.ProcessCommand;
import behflow.api.process.event.ProcessActivated;
import behflow.api.process.event.ProcessCreated;
import behflow.api.process.event.ProcessDeactivated;
import behflow.api.process.event.ProcessDeleted;
import behflow.api.process.event.ProcessDescribed;
import behflow.api.process.event.ProcessDescribed.TextChange;
import behflow.api.process.event.ProcessEvent;
import behflow.api.process.event.ProcessPaused;
import behflow.api.process.event.ProcessRuleChanged;
import behflow.command.process.rules.OnlyOwnerMayChangeProcess;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventhandling.SequenceNumber;
import org.axonframework.eventhandling.Timestamp;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.annotation.MetaDataValue;
import org.axonframework.messaging.annotation.SourceId;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.serialization.Revision;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** A process: decides on commands by its one immutable state, which is the fold of its events. Its runs are streams of their own. */
@Aggregate(
        type = "process",
        snapshotTriggerDefinition = "snapshotTrigger",
        filterEventsByType = true,
        commandTargetResolver = "commandTargetResolver")
@Revision("1")
public class ProcessAggregate {

    @AggregateIdentifier
    private @Nullable UUID processId;

    private @Nullable ProcessState state;

    /** For Axon. */
    protected ProcessAggregate() {}

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.ALWAYS)
    public ProcessState create(CreateProcess command, RuleCheck check, Clock clock) {
        this.processId = command.processId();
        AggregateLifecycle.apply(new ProcessCreated(
                command.name(),
                command.description(),
                check.checked(command.rule(), command.ownerId(), clock.instant()),
                command.active()));
        return state();
    }

    @CommandHandler
    public ProcessState change(ChangeProcess command, RuleCheck check, Clock clock) {
        ProcessState process = ownProcess(command);
        versionMustBeTheOneSeen(process, command.expectedVersion());
        ProcessChange change = command.change();
        describe(process, change.name(), change.description());
        if (change.rule() != null) {
            rule(process, check.checked(change.rule(), process, clock.instant()));
        }
        if (change.active() != null && change.active() != process.active()) {
            AggregateLifecycle.apply(change.active() ? new ProcessActivated() : new ProcessDeactivated());
        }
        return state();
    }

    @CommandHandler
    public ProcessState delete(DeleteProcess command) {
        ProcessState process = ownProcess(command);
        versionMustBeTheOneSeen(process, command.expectedVersion());
        AggregateLifecycle.apply(new ProcessDeleted());
        return state();
    }

    /** The undo of what created it, which has looked at its events. */
    public void takeBack() {
        AggregateLifecycle.apply(new ProcessDeleted());
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    public ProcessState define(DefineBuiltIn command) {
        if (state == null) {
            this.processId = command.processId();
            AggregateLifecycle.apply(new ProcessCreated(command.name(), command.description(), command.rule(), true));
        } else {
            describe(state, command.name(), command.description());
            rule(state(), command.rule());
        }
        return state();
    }

    @CommandHandler
    public ProcessState pause(PauseProcess command) {
        if (state().active() && !state().deleted() && state().version() == command.expectedVersion()) {
            AggregateLifecycle.apply(new ProcessPaused(command.failures(), command.lastExecution()));
        }
        return state();
    }

    @EventSourcingHandler
    protected void on(
            ProcessEvent event,
            @SourceId String id,
            @SequenceNumber long sequence,
            @Timestamp Instant at,
            @MetaDataValue(value = Origin.OWNER_ID, required = true) String ownerId) {
        processId = UUID.fromString(id);
        state = ProcessState.evolve(state, processId, UUID.fromString(ownerId), event, sequence, at);
    }

    private static void describe(ProcessState process, @Nullable String name, @Nullable String description) {
        TextChange newName = change(process.name(), name);
        TextChange newDescription = change(process.description(), description);
        if (newName != null || newDescription != null) {
            AggregateLifecycle.apply(new ProcessDescribed(newName, newDescription));
        }
    }

    private static @Nullable TextChange change(@Nullable String present, @Nullable String wanted) {
        return wanted == null || wanted.equals(present) ? null : new TextChange(present, wanted);
    }

    private static void rule(ProcessState process, ProcessRule rule) {
        if (!rule.equals(process.rule())) {
            AggregateLifecycle.apply(new ProcessRuleChanged(process.rule(), rule));
        }
    }

    private ProcessState ownProcess(ProcessCommand command) {
        ProcessState process = state();
        if (process.deleted()) {
            throw RejectedException.notFound();
        }
        OnlyOwnerMayChangeProcess.check(process, command.userId());
        return process;
    }

    private static void versionMustBeTheOneSeen(ProcessState process, @Nullable Long expected) {
        if (expected != null && expected != process.version()) {
            throw new RejectedException(
                    RejectionCode.PRECONDITION_FAILED, "The process has changed since you last saw it");
        }
    }

    private ProcessState state() {
        return Objects.requireNonNull(state, "A process has a state from its first event on");
    }
}
