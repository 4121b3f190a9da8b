package behflow.command.process.execution;

import behflow.api.kernel.Origin;
import behflow.api.process.ExecutionState;
import behflow.api.process.event.ExecutionCancelRequested;
import behflow.api.process.event.ExecutionEvent;
import behflow.api.process.event.ExecutionFailed;
import behflow.api.process.event.ExecutionProgressed;
import behflow.api.process.event.ExecutionResumed;
import behflow.api.process.event.ExecutionStarted;
import behflow.api.process.event.ExecutionSucceeded;
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

/** One run of a process for one owner: it starts once and ends once, whoever tells it and however often. */
@Aggregate(
        type = "execution",
        snapshotTriggerDefinition = "snapshotTrigger",
        filterEventsByType = true,
        commandTargetResolver = "commandTargetResolver")
@Revision("1")
public class ExecutionAggregate {

    @AggregateIdentifier
    private @Nullable UUID executionId;

    private @Nullable ExecutionState state;

    /** For Axon. */
    protected ExecutionAggregate() {}

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    ExecutionState start(ExecutionCommand.Start command) {
        if (state == null) {
            executionId = command.executionId();
            AggregateLifecycle.apply(new ExecutionStarted(
                    command.processId(),
                    command.action(),
                    command.ruleVersion(),
                    command.cause(),
                    command.condition()));
        }
        return state();
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.ALWAYS)
    ExecutionState begin(ExecutionCommand.Begin command) {
        return start(command.start());
    }

    @CommandHandler
    ExecutionState resume(ExecutionCommand.Resume command) {
        return whileRunning(new ExecutionResumed(command.attempt()));
    }

    @CommandHandler
    ExecutionState progress(ExecutionCommand.Progress command) {
        return whileRunning(new ExecutionProgressed(command.counts(), command.skips()));
    }

    @CommandHandler
    ExecutionState requestCancel(ExecutionCommand.RequestCancel command) {
        return state().cancelRequestedAt() == null ? whileRunning(new ExecutionCancelRequested()) : state();
    }

    @CommandHandler
    ExecutionState succeed(ExecutionCommand.Succeed command) {
        return whileRunning(
                new ExecutionSucceeded(command.message(), command.counts(), command.skips(), command.result()));
    }

    @CommandHandler
    ExecutionState fail(ExecutionCommand.Fail command) {
        return whileRunning(
                new ExecutionFailed(command.reason().wire(), command.message(), command.counts(), command.skips()));
    }

    @EventSourcingHandler
    protected void on(
            ExecutionEvent event,
            @SourceId String id,
            @SequenceNumber long sequence,
            @Timestamp Instant at,
            @MetaDataValue(value = Origin.OWNER_ID, required = true) String ownerId) {
        executionId = UUID.fromString(id);
        state = ExecutionState.evolve(state, executionId, UUID.fromString(ownerId), event, sequence, at);
    }

    private ExecutionState whileRunning(ExecutionEvent event) {
        if (state().running()) {
            AggregateLifecycle.apply(event);
        }
        return state();
    }

    private ExecutionState state() {
        return Objects.requireNonNull(state, "A run has a state from its first event on");
    }
}
