package behflow.command.eventstore;

import behflow.api.kernel.ActorKind;
import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.LogEntry;
import behflow.api.kernel.Origin;
import behflow.api.kernel.OwnerLock;
import behflow.api.kernel.RecordedEvent;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;

/** Owners' logs, read from the event table by position. */
public final class PostgresEventLog implements EventLog {

    private static final String ORIGIN = ", e.actor, e.user_id, e.correlation_id, e.causation_id, e.request_id,"
            + " e.chat_session_id, e.message_id, e.execution_id, e.depth";
    private static final String EVENT = "select e.owner_id, e.position, e.event_id, e.subject_id, e.sequence, e.type,"
            + " e.revision, e.timestamp_us, e.payload" + ORIGIN + " from eventstore.event e";
    private static final String STORED = "select e.owner_id, e.position, e.event_id, e.subject_id, e.sequence, e.type,"
            + " e.revision, e.timestamp_us, e.metadata, e.payload, e.salt, e.commitment, p.hash, e.hash";
    private static final String CHAINED = " from eventstore.event e left join eventstore.event p"
            + " on p.owner_id = e.owner_id and p.position = e.position - 1";
    private static final String ENTRY = STORED + CHAINED;

    private static final String UP_TO =
            " where e.owner_id = ? and e.position > ? and e.position <= ? order by e.position limit ?";
    private static final String PAGE = EVENT + UP_TO;
    private static final String ENTRIES = ENTRY + UP_TO;
    private static final String ROWS = STORED + ORIGIN + CHAINED + UP_TO;

    private static final String FIRST =
            " group by e.subject_id having min(e.position) > ? order by min(e.position) limit ?";

    private static final int PAGE_BYTES = 4 * 1024 * 1024;

    /** The columns have it all: the bytes are not read. */
    private static final byte[] EMPTY_METADATA = {'{', '}'};

    private static final TypeReference<Map<String, Object>> METADATA = new TypeReference<>() {};

    private final PostgresEventStorageEngine engine;
    private final EventTypes types;
    private final ObjectMapper mapper;
    private final Tail tail;

    public PostgresEventLog(
            PostgresEventStorageEngine engine, EventTypes types, EventSerializer serializer, Tail tail) {
        this.engine = engine;
        this.types = types;
        this.mapper = serializer.getObjectMapper();
        this.tail = tail;
    }

    @Override
    public Head head(UUID owner) {
        return engine
                .query(
                        "select position, hash from eventstore.log_head where owner_id = ?",
                        row -> new Head(owner, row.getLong(1), row.getBytes(2)),
                        owner)
                .stream()
                .findFirst()
                .orElseGet(() -> new Head(owner, 0, new byte[32]));
    }

    @Override
    public boolean ended(UUID owner) {
        return !engine.query(
                        "select 1 from eventstore.log_head where owner_id = ? and closed_at is not null",
                        row -> true,
                        owner)
                .isEmpty();
    }

    @Override
    public List<RecordedEvent> read(UUID owner, long after, long upTo, int limit) {
        return engine.query(PAGE, this::event, owner, after, upTo, limit);
    }

    @Override
    public List<RecordedEvent> read(Connection connection, UUID owner, long after, long upTo, int limit)
            throws SQLException {
        return PostgresEventStorageEngine.query(connection, PAGE, this::event, owner, after, upTo, limit);
    }

    @Override
    public List<RecordedEvent> readSubject(UUID subject, long from, int limit) {
        return engine.query(
                EVENT + " where e.subject_id = ? and e.sequence >= ? order by e.sequence limit ?",
                this::event,
                subject,
                from,
                limit);
    }

    @Override
    public List<RecordedEvent> readCause(UUID owner, UUID correlationId) {
        return engine.query(
                EVENT + " where e.correlation_id = ? and e.owner_id = ? order by e.position",
                this::event,
                correlationId,
                owner);
    }

    @Override
    public List<RecordedEvent> readSubjects(UUID owner, Collection<UUID> subjects, long upTo) {
        return engine.query(
                EVENT + " join unnest(cast(? as uuid[])) as s(id) on e.subject_id = s.id"
                        + " where e.owner_id = ? and e.position <= ? order by e.subject_id, e.sequence",
                this::event,
                array(subjects),
                owner,
                upTo);
    }

    @Override
    public List<RecordedEvent> readLatest(UUID owner, String kind, long upTo) {
        return engine.query(
                EVENT + " where e.owner_id = ? and e.position = any (array(select max(l.position)"
                        + " from eventstore.event l where l.owner_id = ? and l.position <= ? and l.type like ?"
                        + " group by l.subject_id, l.type)) order by e.position",
                this::event,
                owner,
                owner,
                upTo,
                kind + ".%");
    }

    @Override
    public OptionalLong positionAt(UUID owner, Instant instant) {
        Long position = engine.query(
                        "select eventstore.position_at(?, ?, ?)",
                        row -> row.getObject(1, Long.class),
                        owner,
                        OwnerLock.key(owner),
                        StoredEvent.micros(instant))
                .get(0);
        return position == null ? OptionalLong.empty() : OptionalLong.of(position);
    }

    @Override
    public List<RecordedEvent> readCause(UUID owner, UUID correlationId, long after, int limit) {
        return engine.query(
                EVENT + " where e.correlation_id = ? and e.owner_id = ? and e.position > ?"
                        + " order by e.position limit ?",
                this::event,
                correlationId,
                owner,
                after,
                limit);
    }

    @Override
    public List<LogEntry> readEntries(UUID owner, long after, long upTo, int limit) {
        return engine.query(ENTRIES, PostgresEventLog::entry, owner, after, upTo, limit);
    }

    @Override
    public List<LogEntry> readEntries(Connection connection, UUID owner, long after, long upTo, int limit)
            throws SQLException {
        return PostgresEventStorageEngine.query(
                connection, ENTRIES, PostgresEventLog::entry, owner, after, upTo, limit);
    }

    @Override
    public List<Row> readRows(Connection connection, UUID owner, long after, long upTo, int limit) throws SQLException {
        return PostgresEventStorageEngine.query(connection, ROWS, PostgresEventLog::row, owner, after, upTo, limit);
    }

    @Override
    public List<LogEntry> readPage(UUID owner, long after, int limit) {
        return engine.query(page("owner_id", "position > ?", "position"), PostgresEventLog::entry, owner, after, limit);
    }

    @Override
    public List<LogEntry> readSubjectPage(UUID subject, long from, int limit) {
        return engine.query(
                page("subject_id", "sequence >= ?", "sequence"), PostgresEventLog::entry, subject, from, limit);
    }

    /** The lengths of payloads are known without reading these; the window stops with the limit. */
    private static String page(String key, String from, String order) {
        String events = "(select i.*, sum(octet_length(i.payload)) over (order by i." + order
                + ") - octet_length(i.payload) as ahead from eventstore.event i where i." + key + " = ? and i." + from
                + " order by i." + order + " limit ?)";
        return ENTRY.replace("from eventstore.event e", "from " + events + " e") + " where e.ahead < " + PAGE_BYTES
                + " order by e." + order;
    }

    @Override
    public List<RecordedEvent> readCause(UUID owner, UUID correlationId, Class<? extends DomainEvent> type) {
        return engine.query(
                EVENT + " where e.correlation_id = ? and e.owner_id = ? and e.type = ? order by e.position",
                this::event,
                correlationId,
                owner,
                EventTypes.nameOf(type));
    }

    @Override
    public Optional<RecordedEvent> readLastOfCause(UUID owner, UUID correlationId) {
        return engine
                .query(
                        EVENT + " where e.correlation_id = ? and e.owner_id = ? order by e.position desc limit 1",
                        this::event,
                        correlationId,
                        owner)
                .stream()
                .findFirst();
    }

    @Override
    public List<LogEntry> readCauseEntries(UUID owner, UUID correlationId, Collection<UUID> subjects) {
        return engine.query(
                // By the subjects' index: for the cause's, a cause that is larger than statistics know would be read
                // once for each.
                ENTRY + " join unnest(cast(? as uuid[])) as s(id) on e.subject_id = s.id"
                        + " where e.correlation_id is not distinct from ? and e.owner_id = ? order by e.position",
                PostgresEventLog::entry,
                array(subjects),
                correlationId,
                owner);
    }

    @Override
    public List<First> subjectsOfCause(UUID owner, UUID correlationId, long after, int limit) {
        return engine.query(
                "select e.subject_id, min(e.position) from eventstore.event e where e.correlation_id = ? and e.owner_id = ?"
                        + FIRST,
                PostgresEventLog::first,
                correlationId,
                owner,
                after,
                limit);
    }

    @Override
    public List<First> subjects(UUID owner, String kind, long from, long upTo, long after, int limit) {
        return engine.query(
                "select e.subject_id, min(e.position) from eventstore.event e where e.owner_id = ? and e.type like ?"
                        + " and e.position > ? and e.position <= ?" + FIRST,
                PostgresEventLog::first,
                owner,
                kind + ".%",
                from,
                upTo,
                after,
                limit);
    }

    private static First first(ResultSet row) throws SQLException {
        return new First(row.getObject(1, UUID.class), row.getLong(2));
    }

    private static String array(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
    }

    @Override
    public RecordedEvent event(LogEntry entry) {
        Origin origin = Origin.fromMetadata(metadata(entry));
        return new RecordedEvent(
                entry.ownerId(),
                entry.position(),
                entry.eventId(),
                entry.subjectId(),
                entry.sequence(),
                StoredEvent.instant(entry.timestampMicros()),
                payload(StoredEvent.of(entry)),
                origin);
    }

    @Override
    public AutoCloseable onNewEvents(Consumer<UUID> listener) {
        return tail.onNewEvents(listener);
    }

    private Map<String, Object> metadata(LogEntry entry) {
        Map<String, Object> metadata = new HashMap<>(mapper.readValue(entry.metadata(), METADATA));
        metadata.put(Origin.OWNER_ID, entry.ownerId().toString());
        return metadata;
    }

    private RecordedEvent event(ResultSet row) throws SQLException {
        UUID owner = row.getObject(1, UUID.class);
        long position = row.getLong(2);
        UUID eventId = row.getObject(3, UUID.class);
        UUID subject = row.getObject(4, UUID.class);
        long sequence = row.getLong(5);
        long timestamp = row.getLong(8);
        Origin origin = origin(row, owner, 10);
        DomainEvent payload = payload(new StoredEvent(
                owner,
                position,
                LogToken.START,
                eventId,
                subject,
                sequence,
                row.getString(6),
                row.getString(7),
                timestamp,
                row.getBytes(9),
                EMPTY_METADATA));
        return new RecordedEvent(
                owner, position, eventId, subject, sequence, StoredEvent.instant(timestamp), payload, origin);
    }

    /** @param first the index of the actor, which the others follow */
    private static Origin origin(ResultSet row, UUID owner, int first) throws SQLException {
        return new Origin(
                ActorKind.of(Objects.requireNonNullElse(row.getString(first), "")),
                row.getObject(first + 1, UUID.class),
                owner,
                row.getObject(first + 2, UUID.class),
                row.getObject(first + 3, UUID.class),
                row.getObject(first + 4, UUID.class),
                row.getObject(first + 5, UUID.class),
                row.getObject(first + 6, UUID.class),
                row.getObject(first + 7, UUID.class),
                row.getInt(first + 8));
    }

    private static Row row(ResultSet row) throws SQLException {
        LogEntry entry = entry(row);
        try {
            return new Row(entry, origin(row, entry.ownerId(), 15));
        } catch (IllegalArgumentException noActor) {
            // Whoever altered the row could drop the table's constraints first.
            return new Row(entry, null);
        }
    }

    /** Straight to the record where the revision is today's; through the upcasters otherwise. */
    private DomainEvent payload(StoredEvent event) {
        return types.classOf(event.type())
                .filter(type -> EventTypes.revisionOf(type).equals(event.revision()))
                .<DomainEvent>map(type -> mapper.readValue(event.payload(), type))
                .orElseGet(() -> engine.payload(event));
    }

    private static LogEntry entry(ResultSet row) throws SQLException {
        byte[] previous = row.getBytes(13);
        return new LogEntry(
                row.getObject(1, UUID.class),
                row.getLong(2),
                row.getObject(3, UUID.class),
                row.getObject(4, UUID.class),
                row.getLong(5),
                row.getString(6),
                row.getString(7),
                row.getLong(8),
                row.getBytes(9),
                row.getBytes(10),
                row.getBytes(11),
                row.getBytes(12),
                Objects.requireNonNullElseGet(previous, () -> new byte[32]),
                row.getBytes(14));
    }
}
