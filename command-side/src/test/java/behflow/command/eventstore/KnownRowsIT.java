package behflow.command.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import behflow.api.kernel.Ids;
import behflow.api.task.event.TaskCreated;
import behflow.api.task.event.TaskRenamed;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.Test;

/** What the append is told, and what the streams of a node tell each other, instead of being read once more. */
class KnownRowsIT extends StoreIT {

    private static final TestRows ROWS = new TestRows();

    private final UUID owner = Ids.newId();
    private final UUID task = Ids.newId(owner);

    @Test
    void givenRowThatIsKnown_whenAppended_thenFoldedOntoItAndNotRead() throws Exception {
        create();
        DomainEventMessage<?> renamed = renamed("One");

        appendKnowing(known(42), renamed);

        assertThat(digest())
                .isEqualTo(42 * 31 + UUID.fromString(renamed.getIdentifier()).hashCode());
    }

    @Test
    void givenRowThatIsOldByNow_whenAppended_thenRefusedAndNotWritten() throws Exception {
        create();
        node.engine().appendEvents(renamed("One"));
        long digest = digest();

        assertThatThrownBy(() -> appendKnowing(known(42), renamed("Two"))).isInstanceOf(ConcurrencyException.class);

        assertThat(digest()).isEqualTo(digest);
    }

    @Test
    void givenUnitOfWorkThatStoresTwice_whenAppended_thenTheSecondIsFoldedOntoWhatTheFirstWrote() throws Exception {
        create();
        DomainEventMessage<?> first = renamed("One");
        DomainEventMessage<?> second = StoreFixture.messages(owner, task, 2, new TaskRenamed("One", "Two"))
                .get(0);

        appendKnowing(known(42), first, second);

        long once = 42 * 31 + UUID.fromString(first.getIdentifier()).hashCode();
        assertThat(digest())
                .isEqualTo(once * 31 + UUID.fromString(second.getIdentifier()).hashCode());
    }

    @Test
    void givenStreamsAtTheSamePlace_whenRead_thenTheyShareThePageAndMissNothing() throws Exception {
        create();
        try (var one = node.eventStore().openStream(null);
                var other = node.eventStore().openStream(null)) {
            assertThat(one.nextAvailable()).isSameAs(other.nextAvailable());

            node.engine().appendEvents(renamed("One"));
            assertThat(one.hasNextAvailable(10, TimeUnit.SECONDS)).isTrue();
            node.engine().appendEvents(StoreFixture.messages(owner, task, 2, new TaskRenamed("One", "Two")));

            for (long sequence = 1; sequence <= 2; sequence++) {
                assertThat(((DomainEventMessage<?>) one.nextAvailable()).getSequenceNumber())
                        .isEqualTo(sequence);
                assertThat(((DomainEventMessage<?>) other.nextAvailable()).getSequenceNumber())
                        .isEqualTo(sequence);
            }
        }
    }

    private void create() {
        node.engine()
                .appendEvents(
                        StoreFixture.messages(owner, task, 0, new TaskCreated("Task", "", "low", null, List.of())));
    }

    private DomainEventMessage<?> renamed(String name) {
        return StoreFixture.messages(owner, task, 1, new TaskRenamed("Task", name))
                .get(0);
    }

    /** As no events have made it, so that it shows. */
    private TestRows.TestRow known(long digest) {
        return new TestRows.TestRow(task, owner, 0, 1, digest);
    }

    /** Each event on its own, in one unit of work that is told the row ahead of them. */
    private void appendKnowing(TestRows.TestRow row, DomainEventMessage<?>... events) {
        UnitOfWork<?> unit = DefaultUnitOfWork.startAndGet(GenericMessage.asMessage("a command"));
        try {
            KnownRows.add(ROWS, row);
            for (DomainEventMessage<?> event : events) {
                node.engine().appendEvents(event);
            }
        } finally {
            unit.rollback();
        }
    }

    private long digest() throws Exception {
        return fixture.number("select digest from test_row where task_id = ?", task);
    }
}
