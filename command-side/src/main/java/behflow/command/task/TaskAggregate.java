package behflow.command.task;

import behflow.api.kernel.Origin;
import behflow.api.kernel.RejectedException;
import behflow.api.task.TaskState;
import behflow.api.task.command.ChangeTask;
import behflow.api.task.command.CreateTask;
import behflow.api.task.command.DeleteTask;
import behflow.api.task.command.RestoreTask;
import behflow.api.task.command.TaskCommand;
import behflow.api.task.event.TaskCreated;
import behflow.api.task.event.TaskDeleted;
import behflow.api.task.event.TaskEvent;
import behflow.api.task.event.TaskRestored;
import behflow.command.task.rules.OnlyOwnerMayChangeTask;
import behflow.command.task.rules.VersionMustBeTheOneSeen;
import java.time.Instant;
import java.util.List;
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
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** A task: decides on commands by its one immutable state, which is the fold of its events. */
@Aggregate(type = "task", repository = "taskRepository", commandTargetResolver = "commandTargetResolver")
public class TaskAggregate {

    @AggregateIdentifier
    private @Nullable UUID taskId;

    private @Nullable TaskState state;

    /** For Axon. */
    protected TaskAggregate() {}

    /** As all its events so far have made it. */
    static TaskAggregate of(TaskState state) {
        TaskAggregate task = new TaskAggregate();
        task.taskId = state.taskId();
        task.state = state;
        return task;
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.ALWAYS)
    public TaskState create(CreateTask command) {
        this.taskId = command.taskId();
        AggregateLifecycle.apply(new TaskCreated(
                command.name(), command.description(), command.priority().wire(), command.dueDate(), command.tags()));
        return state();
    }

    @CommandHandler
    public TaskState change(ChangeTask command) {
        TaskState task = liveTask(command);
        VersionMustBeTheOneSeen.check(task, command.expectedVersion());
        TaskChanges.between(task, command.change()).forEach(AggregateLifecycle::apply);
        return state();
    }

    @CommandHandler
    public TaskState delete(DeleteTask command) {
        TaskState task = liveTask(command);
        VersionMustBeTheOneSeen.check(task, command.expectedVersion());
        AggregateLifecycle.apply(new TaskDeleted());
        return state();
    }

    @CommandHandler
    public TaskState restore(RestoreTask command) {
        TaskState task = ownTask(command);
        if (task.deleted()) {
            if (!task.erased().isEmpty()) {
                throw RejectedException.conflict("The text of this task was erased, so it can't be restored");
            }
            AggregateLifecycle.apply(new TaskRestored());
        }
        return state();
    }

    /** Takes events that an undo has decided on, at the version that this task now has. */
    public TaskState compensate(List<TaskEvent> events) {
        events.forEach(AggregateLifecycle::apply);
        return state();
    }

    @EventSourcingHandler
    protected void on(
            TaskEvent event,
            @SourceId String id,
            @SequenceNumber long sequence,
            @Timestamp Instant at,
            @MetaDataValue(value = Origin.OWNER_ID, required = true) String ownerId) {
        taskId = UUID.fromString(id);
        state = TaskState.evolve(state, taskId, UUID.fromString(ownerId), event, sequence, at);
    }

    private TaskState liveTask(TaskCommand command) {
        TaskState task = ownTask(command);
        if (task.deleted()) {
            throw RejectedException.notFound();
        }
        return task;
    }

    private TaskState ownTask(TaskCommand command) {
        TaskState task = state();
        OnlyOwnerMayChangeTask.check(task, command.userId());
        return task;
    }

    private TaskState state() {
        return Objects.requireNonNull(state, "A task has a state from its first event on");
    }
}
