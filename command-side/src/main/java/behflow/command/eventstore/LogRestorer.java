package behflow.command.eventstore;

import behflow.api.account.event.AccountErased;
import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.LogEntry;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RecordedEvent;
import behflow.api.kernel.RejectedException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Writes the entries of logs as they were, byte by byte, into an event store that holds none, with the inline projections that
 * their events make and a note in the installation's log: all in one transaction, or nothing.
 */
public final class LogRestorer {

    /** Ahead of every transaction of the database: readers of all logs meet what is restored first. */
    private static final long TX = 1;

    private static final int PAGE = 1_000;

    private static final String INSERT =
            "insert into eventstore.event (owner_id, position, tx, idx, event_id, subject_id,"
                    + " sequence, type, revision, timestamp_us, payload, metadata, salt, commitment, hash, actor, user_id,"
                    + " correlation_id, causation_id, request_id, chat_session_id, message_id, execution_id, depth)"
                    + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private final DataSource dataSource;
    private final InstallationNotes notes;
    private final InlineProjections projections;
    private final Function<LogEntry, RecordedEvent> reader;
    private final BiPredicate<String, String> readable;

    LogRestorer(
            DataSource dataSource,
            InstallationNotes notes,
            InlineProjections projections,
            Function<LogEntry, RecordedEvent> reader,
            BiPredicate<String, String> readable) {
        this.dataSource = dataSource;
        this.notes = notes;
        this.projections = projections;
        this.reader = reader;
        this.readable = readable;
    }

    /** Hands over what is to be restored. */
    public interface Source {
        void writeTo(Restoring restoring) throws SQLException, IOException;
    }

    /** What is noted when all is there. */
    public interface Note {
        DomainEvent event(long logs, long events);
    }

    /**
     * Restores all that the source hands over.
     *
     * @param noteSubject the subject of the note
     * @throws RejectedException CONFLICT where the store holds events or accounts, or an event can't be read by this version
     */
    public void restore(Source source, UUID noteSubject, Note note) throws SQLException, IOException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                refuseUnlessEmpty(connection);
                Restoring restoring = new Restoring(connection);
                source.writeTo(restoring);
                restoring.finish();
                notes.add(connection, noteSubject, note.event(restoring.logs, restoring.events));
                AppendTransaction.refuseAborted(connection);
                connection.commit();
            } catch (SQLException | IOException | RuntimeException | Error e) {
                AppendTransaction.rollback(connection, e);
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private static void refuseUnlessEmpty(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("lock table eventstore.event in share row exclusive mode");
            try (ResultSet row = statement.executeQuery(
                    "select exists (select 1 from eventstore.event)" + " or exists (select 1 from account)")) {
                row.next();
                if (row.getBoolean(1)) {
                    throw RejectedException.conflict(
                            "This installation is not empty. Restore into a new database or data"
                                    + " folder, before the service is started on it for the first time");
                }
            }
        }
    }

    /** Takes entries, those of one log together and in order. */
    public final class Restoring {
        private final Connection connection;
        private final List<LogEntry> page = new ArrayList<>();
        private final Set<String> types = new HashSet<>();
        private long logs;
        private long events;
        private int idx;

        private Restoring(Connection connection) {
            this.connection = connection;
        }

        /** For other tables that are restored with the logs. */
        public Connection connection() {
            return connection;
        }

        /** @throws RejectedException CONFLICT where this version can't read the event */
        public void entry(LogEntry entry) throws SQLException {
            if (!page.isEmpty()
                    && (page.size() >= PAGE || !page.get(0).ownerId().equals(entry.ownerId()))) {
                flush();
            }
            if (types.add(entry.type() + "/" + entry.revision())) {
                if (!readable.test(entry.type(), entry.revision())) {
                    throw RejectedException.conflict(
                            "This version can't read %s (revision %s). Restore with the version that wrote it, or a later one"
                                    .formatted(entry.type(), entry.revision()));
                }
                InstallationNotes.register(connection, entry.type(), entry.revision());
            }
            page.add(entry);
        }

        private void finish() throws SQLException {
            flush();
        }

        private void flush() throws SQLException {
            if (page.isEmpty()) {
                return;
            }
            List<RecordedEvent> recorded = page.stream().map(reader).toList();
            try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
                for (int i = 0; i < page.size(); i++) {
                    bind(insert, page.get(i), recorded.get(i).origin());
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            projections.write(connection, recorded);
            LogEntry last = page.get(page.size() - 1);
            boolean ended = recorded.get(recorded.size() - 1).payload() instanceof AccountErased;
            if (ended) {
                projections.forget(connection, last.ownerId());
            }
            head(last, ended);
            events += page.size();
            logs += page.get(0).position() == 1 ? 1 : 0;
            page.clear();
        }

        private void head(LogEntry last, boolean ended) throws SQLException {
            try (PreparedStatement head = connection.prepareStatement("insert into eventstore.log_head"
                    + " (owner_id, position, hash, timestamp_us, last_tx, closed_at) values (?, ?, ?, ?, ?, ?)"
                    + " on conflict (owner_id) do update set position = excluded.position, hash = excluded.hash,"
                    + " timestamp_us = excluded.timestamp_us, closed_at = excluded.closed_at")) {
                head.setObject(1, last.ownerId());
                head.setLong(2, last.position());
                head.setBytes(3, last.hash());
                head.setLong(4, last.timestampMicros());
                head.setLong(5, TX);
                head.setObject(6, ended ? last.position() : null);
                head.executeUpdate();
            }
        }

        private void bind(PreparedStatement insert, LogEntry entry, Origin origin) throws SQLException {
            Object[] values = {
                entry.ownerId(),
                entry.position(),
                TX,
                idx++,
                entry.eventId(),
                entry.subjectId(),
                entry.sequence(),
                entry.type(),
                entry.revision(),
                entry.timestampMicros(),
                entry.payload(),
                entry.metadata(),
                entry.salt(),
                entry.commitment(),
                entry.hash(),
                origin.actor().wire(),
                origin.userId(),
                origin.correlationId(),
                origin.causationId(),
                origin.requestId(),
                origin.chatSessionId(),
                origin.messageId(),
                origin.executionId(),
                (short) origin.depth()
            };
            for (int i = 0; i < values.length; i++) {
                insert.setObject(i + 1, values[i]);
            }
        }
    }
}
