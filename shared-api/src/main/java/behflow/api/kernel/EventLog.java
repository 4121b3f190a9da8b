package behflow.api.kernel;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An owner's log, read in order of its gapless position: what the feed, history, time travel and undo stand on. Complete
 * by construction, and it waits for nobody: positions are given in the transaction that stores the events. The log of all
 * owners is read by Axon's processors instead.
 */
public interface EventLog {

    /** The head of an owner's log: position 0 and a hash of 32 zero bytes while it is empty. */
    Head head(UUID owner);

    /** Whether nothing will ever follow in an owner's log: the account was erased. */
    boolean ended(UUID owner);

    /** Events with {@code after < position <= upTo}, at most {@code limit}, in order. */
    List<RecordedEvent> read(UUID owner, long after, long upTo, int limit);

    /**
     * As {@link #read(UUID, long, long, int)}, on the caller's connection: for whoever holds a lock that others wait for, because
     * they may hold all connections that there are.
     */
    List<RecordedEvent> read(Connection connection, UUID owner, long after, long upTo, int limit) throws SQLException;

    /** Events of one subject with {@code sequence >= from}, at most {@code limit}, in order. */
    List<RecordedEvent> readSubject(UUID subject, long from, int limit);

    /** Events of one cause in an owner's log, in order. */
    List<RecordedEvent> readCause(UUID owner, UUID correlationId);

    /**
     * Events of some subjects of one owner with {@code position <= upTo}: those of one subject stand together, in order.
     */
    List<RecordedEvent> readSubjects(UUID owner, Collection<UUID> subjects, long upTo);

    /**
     * Of all events of one kind of aggregate with {@code position <= upTo}, the last of each type of each subject, in order
     * of position. Where every type sets whole fields, as a task's do, their fold is that of all events, for a fraction of
     * the reading.
     *
     * @param kind the first part of the events' names, for example {@code task}
     */
    List<RecordedEvent> readLatest(UUID owner, String kind, long upTo);

    /**
     * The position of the last event whose timestamp is not after {@code instant}; 0 where there is none. For an instant of
     * the last seconds it first waits for the writes under way in this log, so that the answer never changes.
     *
     * @return empty where the instant is later than now, by the database's clock
     */
    OptionalLong positionAt(UUID owner, Instant instant);

    /** As {@link #readCause}, those with {@code position > after}, at most {@code limit}. */
    List<RecordedEvent> readCause(UUID owner, UUID correlationId, long after, int limit);

    /** As {@link #read(UUID, long, long, int)}, with every byte that the proof needs. */
    List<LogEntry> readEntries(UUID owner, long after, long upTo, int limit);

    /** As {@link #readEntries(UUID, long, long, int)}, on the caller's connection: for whoever needs many pages of one state. */
    List<LogEntry> readEntries(Connection connection, UUID owner, long after, long upTo, int limit) throws SQLException;

    /** As {@link #readEntries(Connection, UUID, long, long, int)}, with what stands beside the bytes that are hashed. */
    List<Row> readRows(Connection connection, UUID owner, long after, long upTo, int limit) throws SQLException;

    /**
     * As {@link #readEntries(UUID, long, long, int)}, for whoever holds a page in memory: it may be shorter than {@code limit}, because it ends with
     * the entry that fills 4 MiB of payloads. Only an empty one is the end.
     */
    List<LogEntry> readPage(UUID owner, long after, int limit);

    /** As {@link #readSubject}, with every byte that the proof needs, and as short as {@link #readPage}. */
    List<LogEntry> readSubjectPage(UUID subject, long from, int limit);

    /** As {@link #readCause}, those of one type. */
    List<RecordedEvent> readCause(UUID owner, UUID correlationId, Class<? extends DomainEvent> type);

    /** The last event of a cause; empty where that log has no such cause. */
    Optional<RecordedEvent> readLastOfCause(UUID owner, UUID correlationId);

    /** As {@link #readCause}, those of some subjects, with every byte that the proof needs. */
    List<LogEntry> readCauseEntries(UUID owner, UUID correlationId, Collection<UUID> subjects);

    /** What a cause has events of, in the order of its first ones, those with {@code position > after}, at most {@code limit}. */
    List<First> subjectsOfCause(UUID owner, UUID correlationId, long after, int limit);

    /**
     * What has events with {@code from < position <= upTo}, in the order of the first ones of those, where they are those with
     * {@code position > after}, at most {@code limit}.
     *
     * @param kind the first part of the events' names, for example {@code task}
     */
    List<First> subjects(UUID owner, String kind, long from, long upTo, long after, int limit);

    /** Turns an entry into the event it holds, upcast to today's shape. */
    RecordedEvent event(LogEntry entry);

    /**
     * Calls {@code listener} with an owner's id whenever this node has seen new events in that owner's log, whichever node
     * wrote them. The call comes on the tail's thread: it must return at once. Close to unsubscribe.
     */
    AutoCloseable onNewEvents(Consumer<UUID> listener);

    /** @param position of its first event among those that were asked for */
    record First(UUID subjectId, long position) {}

    /**
     * An entry and the columns that repeat its metadata, as they are: what {@link #read(UUID, long, long, int)} takes for its
     * origin.
     *
     * @param origin null where the columns are none
     */
    record Row(LogEntry entry, @Nullable Origin origin) {}

    /** @param hash 32 bytes */
    record Head(UUID ownerId, long position, byte[] hash) {}
}
