package behflow.command.eventstore;

import java.util.Optional;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.AbstractEventStore;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.jspecify.annotations.Nullable;

/** Axon's event store over the {@link PostgresEventStorageEngine}, with one {@link Tail} for all streams of this node. */
public final class PostgresEventStore extends AbstractEventStore {

    private final PostgresEventStorageEngine engine;
    private final Tail tail;
    private final SharedPages pages;

    public PostgresEventStore(PostgresEventStorageEngine engine, Tail tail) {
        super(builder(engine));
        this.engine = engine;
        this.tail = tail;
        this.pages = new SharedPages(engine, tail);
    }

    private static AbstractEventStore.Builder builder(PostgresEventStorageEngine engine) {
        return new AbstractEventStore.Builder() {}.storageEngine(engine);
    }

    /**
     * A snapshot, if there is one, and the events after it. Events staged in the current unit of work are not asked for:
     * a unit of work holds each aggregate it has loaded, and searching the stage would cost the square of its length in an
     * undo of thousands of tasks.
     */
    @Override
    public DomainEventStream readEvents(String aggregateIdentifier) {
        DomainEventMessage<?> snapshot = readSnapshot(aggregateIdentifier).orElse(null);
        return snapshot == null
                ? engine.readEvents(aggregateIdentifier, 0)
                : DomainEventStream.concat(
                        DomainEventStream.of(snapshot),
                        engine.readEvents(aggregateIdentifier, snapshot.getSequenceNumber() + 1));
    }

    /** One that can't be read is as good as none. */
    private Optional<DomainEventMessage<?>> readSnapshot(String aggregateIdentifier) {
        try {
            Optional<DomainEventMessage<?>> snapshot = engine.readSnapshot(aggregateIdentifier);
            // Decoded here, where a failure still leads to the events; it is done once.
            snapshot.ifPresent(DomainEventMessage::getPayload);
            return snapshot;
        } catch (EventStoreException databaseAway) {
            throw databaseAway;
        } catch (RuntimeException | LinkageError e) {
            return handleSnapshotReadingError(aggregateIdentifier, e);
        }
    }

    @Override
    public BlockingStream<TrackedEventMessage<?>> openStream(@Nullable TrackingToken trackingToken) {
        return new TailStream(pages, tail, LogToken.of(trackingToken));
    }
}
