package behflow.command.eventstore;

import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.LogEntry;
import behflow.api.kernel.Origin;
import behflow.api.kernel.OwnerLock;
import behflow.api.kernel.RecordedEvent;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.EventUtils;
import org.axonframework.eventhandling.TrackedEventData;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.BatchingEventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.eventsourcing.snapshotting.SnapshotFilter;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.jspecify.annotations.Nullable;

/**
 * Events in PostgreSQL, appended through a {@link GroupAppender} and read in the order of {@link LogToken}. Only events of
 * transactions that every later reader will see in the same place are read: those below the oldest running transaction.
 * Writers never wait for readers, and nothing committed is ever passed over.
 */
public final class PostgresEventStorageEngine extends BatchingEventStorageEngine {

    /** Events below it are complete: no transaction that could still add any is running. */
    static final String SAFE = "(pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
            + " + (select o.value from eventstore.transaction_offset o))";

    /** The greatest event that is complete. */
    static final String HEAD =
            "select tx, idx from eventstore.event where tx < " + SAFE + " order by tx desc, idx desc limit 1";

    /** Not one that is older than what is there, nor one that may hold text which was erased meanwhile. */
    private static final String STORE_SNAPSHOT = "insert into eventstore.snapshot as s"
            + " (subject_id, sequence, type, payload_type, revision, event_id, timestamp_us, payload, metadata)"
            + " select ?, ?, ?, ?, ?, ?, ?, ?, ? where not exists"
            + " (select 1 from eventstore.event e where e.subject_id = ? and e.salt is null)"
            + " on conflict (subject_id) do update set sequence = excluded.sequence, type = excluded.type,"
            + " payload_type = excluded.payload_type, revision = excluded.revision, event_id = excluded.event_id,"
            + " timestamp_us = excluded.timestamp_us, payload = excluded.payload, metadata = excluded.metadata"
            + " where s.sequence < excluded.sequence or s.revision is distinct from excluded.revision";

    private static final SecureRandom SALTS = new SecureRandom();

    private final DataSource dataSource;
    private final GroupAppender appender;

    private PostgresEventStorageEngine(Builder builder, DataSource dataSource, GroupAppender appender) {
        super(builder);
        this.dataSource = dataSource;
        this.appender = appender;
    }

    static PostgresEventStorageEngine of(
            EventSerializer serializer, EventUpcaster upcasters, DataSource dataSource, GroupAppender appender) {
        Builder builder = new Builder();
        builder.eventSerializer(serializer)
                .snapshotSerializer(new SnapshotSerializer())
                .snapshotFilter((SnapshotFilter) SnapshotSerializer::readable)
                .upcasterChain(upcasters);
        return new PostgresEventStorageEngine(builder, dataSource, appender);
    }

    /** Axon's, as it is. */
    private static final class Builder extends BatchingEventStorageEngine.Builder {}

    @Override
    protected void appendEvents(List<? extends EventMessage<?>> events, Serializer serializer) {
        if (events.isEmpty()) {
            return;
        }
        List<Appendable> appendables = new ArrayList<>(events.size());
        events.forEach(event -> appendables.add(appendable(event, serializer)));
        Appended appended = appender.append(new AppendUnit(appendables, EventRows.take()));
        CurrentUnitOfWork.ifStarted(unit -> unit.root().resources().put(Appended.RESOURCE, appended));
    }

    static Appendable appendable(EventMessage<?> message, Serializer serializer) {
        if (!(message instanceof DomainEventMessage<?> event)) {
            throw new IllegalArgumentException("Only aggregates write events: " + message.getPayloadType());
        }
        SerializedObject<byte[]> payload = event.serializePayload(serializer, byte[].class);
        Origin origin = Origin.fromMetadata(event.getMetaData());
        if (origin.causationId() == null) {
            throw new IllegalArgumentException("An event without a cause has no place in the log");
        }
        Map<String, Object> stored = new LinkedHashMap<>(origin.toMetadata());
        stored.remove(Origin.OWNER_ID);
        byte[] metadata = serializer.serialize(stored, byte[].class).getData();
        byte[] salt = new byte[32];
        SALTS.nextBytes(salt);
        return new Appendable(
                UUID.fromString(event.getIdentifier()),
                UUID.fromString(event.getAggregateIdentifier()),
                event.getSequenceNumber(),
                payload.getType().getName(),
                payload.getType().getRevision(),
                StoredEvent.micros(event.getTimestamp()),
                payload.getData(),
                metadata,
                salt,
                LogEntry.commitment(salt, payload.getData()),
                (DomainEvent) event.getPayload(),
                origin);
    }

    @Override
    protected List<StoredEvent> fetchDomainEvents(String aggregateIdentifier, long firstSequenceNumber, int batchSize) {
        return query(
                "select " + StoredEvent.COLUMNS + " from eventstore.event"
                        + " where subject_id = ? and sequence >= ? order by sequence limit ?",
                StoredEvent::read,
                UUID.fromString(aggregateIdentifier),
                firstSequenceNumber,
                batchSize);
    }

    @Override
    protected List<? extends TrackedEventData<?>> fetchTrackedEvents(@Nullable TrackingToken lastToken, int batchSize) {
        return fetchAfter(LogToken.of(lastToken), batchSize);
    }

    List<StoredEvent> fetchAfter(LogToken token, int limit) {
        return query(
                "select " + StoredEvent.COLUMNS + " from eventstore.event where (tx, idx) > (?, ?) and tx < " + SAFE
                        + " order by tx, idx limit ?",
                StoredEvent::read,
                token.tx(),
                token.idx(),
                limit);
    }

    /** As messages, upcast to today's shapes. */
    List<TrackedEventMessage<?>> messages(List<StoredEvent> events) {
        return EventUtils.upcastAndDeserializeTrackedEvents(events.stream(), getEventSerializer(), upcasterChain)
                .collect(Collectors.toList());
    }

    /** The columns of the event table that {@link #message} reads, in its order, of the table named {@code alias}. */
    public static String columns(String alias) {
        return alias + "." + StoredEvent.COLUMNS.replace(", ", ", " + alias + ".");
    }

    /** One event as a follower of the log gets it, from a row that begins with {@link #columns}. */
    public TrackedEventMessage<?> message(ResultSet row) throws SQLException {
        return messages(List.of(StoredEvent.read(row))).get(0);
    }

    /** The event in a message, as the log has it. */
    public static RecordedEvent recorded(DomainEventMessage<?> message) {
        Origin origin = Origin.fromMetadata(message.getMetaData());
        return new RecordedEvent(
                origin.ownerId(),
                Long.parseLong(String.valueOf(message.getMetaData().get(StoredEvent.POSITION))),
                UUID.fromString(message.getIdentifier()),
                UUID.fromString(message.getAggregateIdentifier()),
                message.getSequenceNumber(),
                message.getTimestamp(),
                (DomainEvent) message.getPayload(),
                origin);
    }

    /** The payload of one event, upcast to today's shape. */
    DomainEvent payload(StoredEvent event) {
        return (DomainEvent) messages(List.of(event)).get(0).getPayload();
    }

    /** Under the owner's lock, so that an erasure either finds it or is found by it. */
    @Override
    protected void storeSnapshot(DomainEventMessage<?> snapshot, Serializer serializer) {
        SerializedObject<byte[]> payload = snapshot.serializePayload(serializer, byte[].class);
        SerializedObject<byte[]> metadata = snapshot.serializeMetaData(serializer, byte[].class);
        UUID subject = UUID.fromString(snapshot.getAggregateIdentifier());
        List<UUID> owner = query(
                "select owner_id from eventstore.event where subject_id = ? and sequence = 0",
                row -> row.getObject(1, UUID.class),
                subject);
        if (owner.isEmpty()) {
            throw new EventStoreException("A snapshot of an aggregate without events: " + subject);
        }
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement upsert = connection.prepareStatement(STORE_SNAPSHOT)) {
                OwnerLock.shared(connection, owner.get(0));
                bind(
                        upsert,
                        subject,
                        snapshot.getSequenceNumber(),
                        snapshot.getType(),
                        payload.getType().getName(),
                        payload.getType().getRevision(),
                        UUID.fromString(snapshot.getIdentifier()),
                        StoredEvent.micros(snapshot.getTimestamp()),
                        payload.getData(),
                        metadata.getData(),
                        subject);
                upsert.executeUpdate();
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new EventStoreException("A snapshot could not be stored", e);
        }
    }

    @Override
    protected Stream<? extends DomainEventData<?>> readSnapshotData(String aggregateIdentifier) {
        return query(
                "select subject_id, sequence, type, payload_type, revision, event_id, timestamp_us, payload, metadata"
                        + " from eventstore.snapshot where subject_id = ?",
                StoredSnapshot::read,
                UUID.fromString(aggregateIdentifier))
                .stream();
    }

    @Override
    public TrackingToken createTailToken() {
        return LogToken.START;
    }

    /** The greatest event that is complete: a reader that starts after it misses nothing that comes. */
    @Override
    public TrackingToken createHeadToken() {
        return query(HEAD, row -> new LogToken(row.getLong(1), row.getInt(2))).stream()
                .findFirst()
                .orElse(LogToken.START);
    }

    /** Just ahead of the first event at that time or later: a reader that starts there may see a few that are older. */
    @Override
    public TrackingToken createTokenAt(Instant dateTime) {
        return query(
                        "select tx, idx from eventstore.event where tx < " + SAFE
                                + " and timestamp_us >= ? order by tx, idx limit 1",
                        row -> new LogToken(row.getLong(1), row.getInt(2) - 1),
                        StoredEvent.micros(dateTime))
                .stream()
                .findFirst()
                .<TrackingToken>map(token -> token)
                .orElseGet(this::createHeadToken);
    }

    @Override
    public Optional<Long> lastSequenceNumberFor(String aggregateIdentifier) {
        return query(
                        "select sequence from eventstore.event where subject_id = ? order by sequence desc limit 1",
                        row -> row.getLong(1),
                        UUID.fromString(aggregateIdentifier))
                .stream()
                .findFirst();
    }

    /** Reads a row of a result. */
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Always on a connection of its own in autocommit, outside any unit of work: so the snapshot is the present. */
    <T> List<T> query(String sql, RowReader<T> reader, Object... parameters) {
        try (Connection connection = dataSource.getConnection()) {
            return query(connection, sql, reader, parameters);
        } catch (SQLException e) {
            throw new EventStoreException("The event store could not be read", e);
        }
    }

    static <T> List<T> query(Connection connection, String sql, RowReader<T> reader, Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            List<T> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(reader.read(result));
                }
            }
            return rows;
        }
    }

    private static void bind(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
    }
}
