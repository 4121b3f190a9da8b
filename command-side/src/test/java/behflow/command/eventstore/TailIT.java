package behflow.command.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import behflow.api.kernel.Ids;
import behflow.api.task.event.TaskCreated;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.junit.jupiter.api.Test;

/** What the tail promises when a reader or the database fails it. */
class TailIT extends StoreIT {

    @Test
    void givenReaderThatFailsWithAnError_whenLogsGrow_thenTheOthersAreToldOn() throws Exception {
        Set<UUID> told = ConcurrentHashMap.newKeySet();
        try (AutoCloseable failing = node.eventLog().onNewEvents(owner -> {
                    throw new OutOfMemoryError("unable to create native thread");
                });
                AutoCloseable feed = node.eventLog().onNewEvents(told::add);
                var stream = node.eventStore().openStream(null)) {
            stream.setOnAvailableCallback(() -> {
                throw new StackOverflowError();
            });
            for (int i = 0; i < 3; i++) {
                UUID owner = Ids.newId();
                append(owner);
                await(told, owner);
            }
            assertThat(stream.hasNextAvailable(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** As after a fail-over to a server that had not heard of the last commits. */
    @Test
    void givenTransactionIdsThatGoBack_whenLookedAt_thenFeedsAreToldAndStreamsEnd() throws Exception {
        UUID kept = Ids.newId();
        append(kept);
        fixture.database().execute("update eventstore.transaction_offset set value = value + 1000000");
        UUID lost = Ids.newId();
        append(lost);
        Set<UUID> told = ConcurrentHashMap.newKeySet();
        try (var stream = node.eventStore().openStream(null)) {
            assertThat(stream.nextAvailable().getMetaData()).containsEntry("owner_id", kept.toString());
            assertThat(stream.nextAvailable().getMetaData()).containsEntry("owner_id", lost.toString());
            try (AutoCloseable feed = node.eventLog().onNewEvents(told::add)) {
                fixture.database()
                        .execute("with gone as (delete from eventstore.event where owner_id = '" + lost
                                + "'), headless as (delete from eventstore.log_head where owner_id = '" + lost
                                + "') update eventstore.transaction_offset set value = value - 1000000");

                await(told, kept);
            }
            assertThatThrownBy(() -> stream.hasNextAvailable(10, TimeUnit.SECONDS))
                    .isInstanceOf(EventStoreException.class);
        }
        UUID next = Ids.newId();
        append(next);
        try (var stream = node.eventStore().openStream(null)) {
            assertThat(stream.nextAvailable().getMetaData()).containsEntry("owner_id", kept.toString());
            assertThat(stream.nextAvailable().getMetaData()).containsEntry("owner_id", next.toString());
        }
    }

    @Test
    void givenStreamsAtTheSamePlace_whenRead_thenTheyShareThePageAndMissNothing() throws Exception {
        UUID owner = Ids.newId();
        append(owner);
        try (var one = node.eventStore().openStream(null);
                var other = node.eventStore().openStream(null)) {
            assertThat(one.nextAvailable()).isSameAs(other.nextAvailable());

            append(owner);
            assertThat(one.hasNextAvailable(10, TimeUnit.SECONDS)).isTrue();
            append(owner);

            for (long position = 2; position <= 3; position++) {
                assertThat(one.nextAvailable().getMetaData()).containsEntry("position", Long.toString(position));
                assertThat(other.nextAvailable().getMetaData()).containsEntry("position", Long.toString(position));
            }
        }
    }

    private void append(UUID owner) {
        node.appender()
                .append(StoreFixture.unit(
                        node, owner, Ids.newId(owner), 0, new TaskCreated("Task", "", "low", null, List.of())));
    }

    private static void await(Set<UUID> told, UUID owner) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!told.contains(owner) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(told).contains(owner);
    }
}
