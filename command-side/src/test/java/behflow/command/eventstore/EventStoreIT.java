package behflow.command.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import behflow.api.kernel.Ids;
import behflow.api.kernel.RecordedEvent;
import behflow.api.task.event.TaskCreated;
import behflow.api.task.event.TaskPriorityChanged;
import behflow.api.task.event.TaskRenamed;
import behflow.api.task.event.TaskStatusChanged;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.Test;

/** What one node promises when nothing goes wrong. */
class EventStoreIT extends StoreIT {

    private static final TaskCreated CREATED = new TaskCreated("Buy milk", "", "medium", null, List.of("home"));

    @Test
    void givenEmptyStore_whenAppended_thenReadBackByAggregateByOwnerAndInOrder() throws Exception {
        UUID owner = Ids.newId();
        UUID task = Ids.newId(owner);

        node.engine().appendEvents(StoreFixture.messages(owner, task, 0, CREATED));
        node.engine()
                .appendEvents(StoreFixture.messages(
                        owner,
                        task,
                        1,
                        new TaskRenamed("Buy milk", "Buy oat milk"),
                        new TaskPriorityChanged("medium", "high")));

        assertThat(node.eventStore().readEvents(task.toString()).asStream())
                .extracting(event -> (Object) event.getPayload())
                .containsExactly(
                        CREATED,
                        new TaskRenamed("Buy milk", "Buy oat milk"),
                        new TaskPriorityChanged("medium", "high"));
        assertThat(node.eventLog().read(owner, 0, Long.MAX_VALUE, 10))
                .extracting(RecordedEvent::position)
                .containsExactly(1L, 2L, 3L);
        assertThat(node.eventLog().head(owner).position()).isEqualTo(3);
        try (var stream = node.eventStore().openStream(null)) {
            for (long position = 1; position <= 3; position++) {
                assertThat(stream.hasNextAvailable(2, TimeUnit.SECONDS)).isTrue();
                TrackedEventMessage<?> message = stream.nextAvailable();
                assertThat(message.getMetaData()).containsEntry("position", Long.toString(position));
            }
            assertThat(stream.hasNextAvailable(0, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    @Test
    void givenAggregateThatMovedOn_whenAppended_thenConflictAndNothingStored() throws Exception {
        UUID owner = Ids.newId();
        UUID task = Ids.newId(owner);
        node.engine().appendEvents(StoreFixture.messages(owner, task, 0, CREATED));
        node.engine()
                .appendEvents(StoreFixture.messages(owner, task, 1, new TaskStatusChanged("not_started", "completed")));

        assertThatThrownBy(() -> node.engine()
                        .appendEvents(
                                StoreFixture.messages(owner, task, 1, new TaskStatusChanged("not_started", "blocked"))))
                .isInstanceOf(ConcurrencyException.class);
        assertThatThrownBy(() -> node.engine().appendEvents(StoreFixture.messages(owner, task, 0, CREATED)))
                .isInstanceOf(ConcurrencyException.class);

        assertThat(fixture.number("select count(*) from eventstore.event")).isEqualTo(2);
        assertThat(fixture.number("select position from test_row where task_id = ?", task))
                .isEqualTo(2);
    }
}
