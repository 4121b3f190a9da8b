package behflow.command.task;

import behflow.api.kernel.EventLog;
import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.Origin;
import behflow.api.task.TaskState;
import behflow.command.kernel.Recollection;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Loads a task by one read of the row that its append wrote: that row is the fold of all its events, in the same transaction
 * as the last of them, so it is as good as a snapshot that is never behind. However long the history, a load costs the
 * same. Where there is no row, the events are read, if they are a task's and their log has not ended: with an account its tasks
 * are gone. A command may have the state that this node wrote last instead.
 */
@Component("taskRepository")
class TaskRepository extends EventSourcingRepository<TaskAggregate> {

    private final DataSource dataSource;
    private final InlineProjection<TaskState> rows;
    private final RecentTasks recent;
    private final EventLog log;

    TaskRepository(
            EventStore eventStore,
            DataSource dataSource,
            InlineProjection<TaskState> rows,
            RecentTasks recent,
            EventLog log) {
        super(EventSourcingRepository.builder(TaskAggregate.class)
                .eventStore(eventStore)
                .filterByAggregateType());
        this.log = log;
        this.dataSource = dataSource;
        this.rows = rows;
        this.recent = recent;
    }

    /** On this node nobody else decides on the task meanwhile: it is locked until the unit of work has ended. */
    @Override
    protected DomainEventStream readEvents(String aggregateIdentifier) {
        UUID taskId = UUID.fromString(aggregateIdentifier);
        TaskState state = Recollection.allowed(aggregateIdentifier) ? recent.find(taskId) : null;
        if (state == null) {
            recent.forget(taskId);
            state = stored(taskId);
        } else {
            Recollection.used();
        }
        if (state == null) {
            DomainEventStream events = super.readEvents(aggregateIdentifier);
            return events.hasNext() && log.ended(owner(events.peek())) ? DomainEventStream.empty() : events;
        }
        Recollection.onWritten(TaskState.class, taskId, recent::written);
        return DomainEventStream.of(
                new GenericDomainEventMessage<>("task", aggregateIdentifier, state.version(), TaskAggregate.of(state)));
    }

    private static UUID owner(DomainEventMessage<?> event) {
        return Origin.fromMetadata(event.getMetaData()).ownerId();
    }

    private @Nullable TaskState stored(UUID taskId) {
        try (Connection connection = dataSource.getConnection()) {
            return rows.read(connection, rows.table(), List.of(taskId)).get(taskId);
        } catch (SQLException e) {
            throw new EventStoreException("The state of a task could not be read", e);
        }
    }
}
