package behflow.command.eventstore;

import behflow.api.kernel.LogEntry;
import behflow.api.kernel.Origin;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventhandling.TrackedEventData;
import org.axonframework.serialization.SerializedMetaData;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SimpleSerializedObject;

/**
 * A row of the event table as Axon reads it. The owner and the position, which are columns, appear in the metadata, so
 * that handlers find them there as {@link Origin#OWNER_ID} and {@link #POSITION}.
 */
record StoredEvent(
        UUID ownerId,
        long position,
        LogToken token,
        UUID eventId,
        UUID subjectId,
        long sequence,
        String type,
        String revision,
        long timestampMicros,
        byte[] payload,
        byte[] metadata)
        implements DomainEventData<byte[]>, TrackedEventData<byte[]> {

    /** Metadata key: the event's position in its owner's log. */
    static final String POSITION = "position";

    static final String COLUMNS =
            "owner_id, position, tx, idx, event_id, subject_id, sequence, type, revision, timestamp_us, payload, metadata";

    static StoredEvent read(ResultSet row) throws SQLException {
        return new StoredEvent(
                row.getObject(1, UUID.class),
                row.getLong(2),
                new LogToken(row.getLong(3), row.getInt(4)),
                row.getObject(5, UUID.class),
                row.getObject(6, UUID.class),
                row.getLong(7),
                row.getString(8),
                row.getString(9),
                row.getLong(10),
                row.getBytes(11),
                row.getBytes(12));
    }

    static StoredEvent of(LogEntry entry) {
        return new StoredEvent(
                entry.ownerId(),
                entry.position(),
                LogToken.START,
                entry.eventId(),
                entry.subjectId(),
                entry.sequence(),
                entry.type(),
                entry.revision(),
                entry.timestampMicros(),
                entry.payload(),
                entry.metadata());
    }

    static long micros(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** The kind of aggregate: the first part of an event's stored name. */
    static String aggregateType(String type) {
        return type.substring(0, type.indexOf('.'));
    }

    @Override
    public String getType() {
        return aggregateType(type);
    }

    @Override
    public String getAggregateIdentifier() {
        return subjectId.toString();
    }

    @Override
    public long getSequenceNumber() {
        return sequence;
    }

    @Override
    public String getEventIdentifier() {
        return eventId.toString();
    }

    @Override
    public Instant getTimestamp() {
        return instant(timestampMicros);
    }

    @Override
    public SerializedObject<byte[]> getPayload() {
        return new SimpleSerializedObject<>(payload, byte[].class, type, revision);
    }

    @Override
    public SerializedObject<byte[]> getMetaData() {
        String columns = "{\"" + Origin.OWNER_ID + "\":\"" + ownerId + "\",\"" + POSITION + "\":\"" + position + '"';
        byte[] head = (metadata.length == 2 ? columns : columns + ',').getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[head.length + metadata.length - 1];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(metadata, 1, all, head.length, metadata.length - 1);
        return new SerializedMetaData<>(all, byte[].class);
    }

    @Override
    public LogToken trackingToken() {
        return token;
    }
}
