package behflow.command.eventstore;

import behflow.api.kernel.Erasure;
import behflow.api.kernel.LogEntry;
import behflow.api.kernel.Origin;
import behflow.api.kernel.OwnerLock;
import behflow.api.kernel.PersonalCopies;
import behflow.api.kernel.RecordedEvent;
import behflow.api.kernel.RejectedException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Takes personal text out of an owner's log. One transaction under the owner's lock appends the event that says what was
 * erased, replaces each payload it names by itself without text, deletes its salt, and scrubs whatever was written with the log:
 * projections, snapshots and {@link PersonalCopies}. Hashes and commitments stay as they are.
 *
 * <p>What an erasure can't reach it does not race with: a rebuild that runs keeps it out (503), and a command that was decided
 * on a state before it is refused, because the erasure is an event of its aggregate, or the end of the whole log.
 */
public final class LogEraser {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /** An owner with a million events takes about 22 seconds on two cores; the service's limit for transactions is for commands. */
    private static final String LIMIT = "set local transaction_timeout = 0; set local transaction_timeout = '5min'";

    private static final Duration SILENCE = Duration.ofMinutes(6);
    private static final int ROWS_AT_ONCE = 1_000;

    private final DataSource dataSource;
    private final AppendTransaction append;
    private final InlineProjections projections;
    private final Serializer serializer;
    private final PersonalText text;
    private final Runnable committed;

    /** Names what was erased, as the event that is stored. */
    public interface EventOf {
        Erasure event(List<List<Long>> positions, String remaining);
    }

    LogEraser(
            DataSource dataSource,
            AppendTransaction append,
            InlineProjections projections,
            EventTypes types,
            Serializer serializer,
            Runnable committed) {
        this.dataSource = dataSource;
        this.append = append;
        this.projections = projections;
        this.serializer = serializer;
        this.text = new PersonalText(types);
        this.committed = committed;
    }

    /**
     * Erases an owner's whole log and ends it with the event; the projections' rows of the owner go.
     *
     * @throws RejectedException NOT_FOUND where the log has ended; UNAVAILABLE
     */
    public RecordedEvent eraseOwner(Origin origin, EventOf event, List<PersonalCopies> copies) {
        UUID owner = origin.ownerId();
        RecordedEvent erased = inTransaction(owner, connection -> {
                    if (ended(connection, owner)) {
                        throw RejectedException.notFound();
                    }
                    Found found = find(connection, owner, null);
                    Step step = append(connection, origin, owner, lastSequence(connection, owner) + 1, event, found);
                    replace(connection, owner, found);
                    execute(
                            connection,
                            "delete from eventstore.snapshot where subject_id in"
                                    + " (select distinct subject_id from eventstore.event where owner_id = ?)",
                            owner);
                    execute(
                            connection,
                            "update eventstore.log_head set closed_at = position where owner_id = ?",
                            owner);
                    projections.forget(connection, owner);
                    for (PersonalCopies copy : copies) {
                        copy.eraseOwner(connection, owner);
                    }
                    return Optional.of(step);
                })
                .orElseThrow(() -> new IllegalStateException("An account's erasure always has its event"));
        copies.forEach(PersonalCopies::ownerErased);
        return erased;
    }

    /**
     * Erases the text of one task or conversation.
     *
     * @param version the sequence of its last event, which the erasure was decided on; null where that does not matter
     * @return empty where nothing is left to erase
     * @throws ConcurrencyException where it has changed since
     * @throws RejectedException    UNAVAILABLE
     */
    public Optional<RecordedEvent> eraseSubject(
            UUID subject, @Nullable Long version, Origin origin, EventOf event, List<PersonalCopies> copies) {
        UUID owner = origin.ownerId();
        return inTransaction(owner, connection -> {
            long last = lastSequence(connection, subject);
            if (version != null && version != last) {
                throw new ConcurrencyException(subject + " has changed since this was decided");
            }
            Found found = find(connection, owner, subject);
            if (found.positions.isEmpty()) {
                return Optional.empty();
            }
            Step step = append(connection, origin, subject, last + 1, event, found);
            replace(connection, owner, found);
            execute(connection, "delete from eventstore.snapshot where subject_id = ?", subject);
            projections.forgetReplaced(connection, owner);
            for (PersonalCopies copy : copies) {
                copy.eraseSubject(connection, owner, subject);
            }
            return Optional.of(step);
        });
    }

    /** What is to be replaced, in order of position. Payloads are not kept: a log may be larger than memory. */
    private static final class Found {
        private final List<Long> positions = new ArrayList<>();
        private final MessageDigest remaining = sha256();

        void add(long position, byte[] payload) {
            positions.add(position);
            remaining.update(LogEntry.sha256(payload));
        }

        List<List<Long>> ranges() {
            List<List<Long>> ranges = new ArrayList<>();
            long from = 0;
            long to = 0;
            for (long position : positions) {
                if (position != to + 1 || from == 0) {
                    if (from > 0) {
                        ranges.add(List.of(from, to));
                    }
                    from = position;
                }
                to = position;
            }
            if (from > 0) {
                ranges.add(List.of(from, to));
            }
            return ranges;
        }

        String remaining() {
            return HexFormat.of().formatHex(remaining.digest());
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("Every JDK has SHA-256", e);
            }
        }
    }

    private Found find(Connection connection, UUID owner, @Nullable UUID subject) throws SQLException {
        String sql = "select position, type, payload from eventstore.event where owner_id = ? and salt is not null"
                + (subject == null ? "" : " and subject_id = ?") + " order by position";
        Found found = new Found();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(ROWS_AT_ONCE);
            statement.setObject(1, owner);
            if (subject != null) {
                statement.setObject(2, subject);
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Optional<byte[]> without = text.without(row.getString(2), row.getBytes(3));
                    if (without.isPresent()) {
                        found.add(row.getLong(1), without.get());
                    }
                }
            }
        }
        return found;
    }

    private Step append(Connection connection, Origin origin, UUID subject, long sequence, EventOf event, Found found)
            throws SQLException {
        Erasure erasure = event.event(found.ranges(), found.remaining());
        Appendable appendable = PostgresEventStorageEngine.appendable(
                new GenericDomainEventMessage<>(
                        StoredEvent.aggregateType(EventTypes.nameOf(erasure.getClass())),
                        subject.toString(),
                        sequence,
                        erasure,
                        origin.toMetadata()),
                serializer);
        AppendUnit unit = new AppendUnit(List.of(appendable));
        append.registerTypes(List.of(unit));
        Map<AppendUnit, AppendTransaction.Result> results = append.append(connection, List.of(unit), true);
        Appended appended = results.get(unit).appended();
        if (appended == null) {
            throw new ConcurrencyException("Another command has changed " + subject + " since this was decided");
        }
        return new Step(results, appended.events().get(0));
    }

    private void replace(Connection connection, UUID owner, Found found) throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("select position, type, payload from eventstore.event"
                                + " where owner_id = ? and position = any (?)");
                PreparedStatement update = connection.prepareStatement("update eventstore.event e"
                        + " set payload = u.payload, salt = null from unnest(?, ?) as u(position, payload)"
                        + " where e.owner_id = ? and e.position = u.position")) {
            for (int from = 0; from < found.positions.size(); from += ROWS_AT_ONCE) {
                int to = Math.min(found.positions.size(), from + ROWS_AT_ONCE);
                select.setObject(1, owner);
                select.setArray(
                        2,
                        connection.createArrayOf(
                                "bigint", found.positions.subList(from, to).toArray(Long[]::new)));
                List<Long> positions = new ArrayList<>();
                List<byte[]> payloads = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        positions.add(row.getLong(1));
                        payloads.add(
                                text.without(row.getString(2), row.getBytes(3)).orElseThrow());
                    }
                }
                update.setArray(1, connection.createArrayOf("bigint", positions.toArray(Long[]::new)));
                update.setArray(2, connection.createArrayOf("bytea", payloads.toArray(byte[][]::new)));
                update.setObject(3, owner);
                if (update.executeUpdate() != to - from) {
                    throw new SQLException("Events are missing from the log that was just read");
                }
            }
        }
    }

    private static boolean ended(Connection connection, UUID owner) throws SQLException {
        return number(
                        connection,
                        "select count(*) from eventstore.log_head where owner_id = ? and closed_at is not null",
                        owner)
                > 0;
    }

    private static long lastSequence(Connection connection, UUID subject) throws SQLException {
        return number(
                connection, "select coalesce(max(sequence), -1) from eventstore.event where subject_id = ?", subject);
    }

    private static long number(Connection connection, String sql, UUID id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, id);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static void execute(Connection connection, String sql, UUID id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, id);
            statement.executeUpdate();
        }
    }

    /** What was appended, and how to look it up. */
    private record Step(Map<AppendUnit, AppendTransaction.Result> results, RecordedEvent recorded) {}

    private interface Work {
        Optional<Step> in(Connection connection) throws SQLException;
    }

    private Optional<RecordedEvent> inTransaction(UUID owner, Work work) {
        Step step = null;
        try (Connection connection = dataSource.getConnection()) {
            int before = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, (int) SILENCE.toMillis());
            connection.setAutoCommit(false);
            try {
                try (Statement limit = connection.createStatement()) {
                    limit.execute(LIMIT);
                }
                OwnerLock.exclusive(connection, owner);
                if (!projections.keepRebuildsOut(connection)) {
                    throw RejectedException.unavailable(
                            "A projection is being rebuilt; try again when it is done", RETRY_AFTER);
                }
                step = work.in(connection).orElse(null);
                AppendTransaction.refuseAborted(connection);
                connection.commit();
            } catch (SQLException | RuntimeException | Error e) {
                AppendTransaction.rollback(connection, e);
                throw e;
            } finally {
                connection.setAutoCommit(true);
                connection.setNetworkTimeout(Runnable::run, before);
            }
        } catch (SQLException e) {
            if (step == null || !SqlStates.connectionLost(e) || !stored(step)) {
                throw failure(e);
            }
        }
        committed.run();
        return Optional.ofNullable(step).map(Step::recorded);
    }

    /** After a connection broke while it was committing. */
    private boolean stored(Step step) {
        try {
            return append.stored(step.results);
        } catch (SQLException e) {
            throw RejectedException.unavailable(
                    "The database went away while it was erasing; whether it is done is not known yet", RETRY_AFTER);
        }
    }

    private static RuntimeException failure(SQLException e) {
        return SqlStates.passes(e)
                ? RejectedException.unavailable("The database does not take writes just now", RETRY_AFTER)
                : new EventStoreException("The erasure could not be stored", e);
    }
}
