package behflow.command.eventstore;

import behflow.api.kernel.OwnerLock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** One transaction that appends many units: events, positions, hashes, and the inline projections' rows. */
final class AppendTransaction {

    /** Beyond the server's own limit for a transaction: only a network that swallows everything gets here. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final DataSource dataSource;
    private final InlineProjections projections;
    private final Set<String> registeredTypes = ConcurrentHashMap.newKeySet();

    AppendTransaction(DataSource dataSource, InlineProjections projections) {
        this.dataSource = dataSource;
        this.projections = projections;
    }

    /** What became of one unit; exactly one component is not null. */
    record Result(@Nullable Appended appended, @Nullable Refusal refusal) {}

    enum Refusal {
        /** The aggregate has moved on since the command loaded it. */
        CONFLICT,
        /** Another transaction holds the owner's log. */
        BUSY,
        /** Nothing may follow in the owner's log: the account is erased. */
        ENDED
    }

    /** Another transaction holds a row of the unit: it is to be tried again where it may wait, the others without it. */
    static final class RowsHeldException extends RuntimeException {

        private final transient AppendUnit unit;

        RowsHeldException(AppendUnit unit) {
            super("Another transaction holds a row of this unit", null, false, false);
            this.unit = unit;
        }

        AppendUnit unit() {
            return unit;
        }
    }

    /** The commit was sent, and what came of it did not arrive: whether the units are stored is not known. */
    static final class OutcomeUnknownException extends Exception {

        private final transient Map<AppendUnit, Result> results;

        OutcomeUnknownException(Map<AppendUnit, Result> results, Throwable cause) {
            super(cause);
            this.results = results;
        }

        /** What became of the units if the commit happened. */
        Map<AppendUnit, Result> results() {
            return results;
        }
    }

    /**
     * Appends all units of which the aggregates have not moved on, and commits.
     *
     * @param wait for owners whose log another transaction holds and for rows of units, or refuse those
     * @param turn the batch's
     * @throws SQLException            and nothing is stored
     * @throws RowsHeldException       and nothing is stored
     * @throws OutcomeUnknownException where the connection broke while committing, or anything else did from then on
     */
    Map<AppendUnit, Result> run(List<AppendUnit> units, boolean wait, AppendTurns.Turn turn)
            throws SQLException, OutcomeUnknownException {
        registerTypes(units);
        Map<AppendUnit, Result> results = null;
        boolean committed = false;
        try (Connection connection = dataSource.getConnection()) {
            connection.setNetworkTimeout(Runnable::run, (int) SILENCE.toMillis());
            connection.setAutoCommit(false);
            try {
                Map<AppendUnit, Result> appended = append(connection, units, wait, true);
                refuseAborted(connection);
                results = appended;
                if (anyStored(appended) == null) {
                    connection.commit();
                } else {
                    turn.commit(units.size(), connection::commit);
                }
                committed = true;
                connection.setAutoCommit(true);
                return results;
            } catch (SQLException | RuntimeException | Error e) {
                rollback(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            if (results != null && (committed || SqlStates.connectionLost(e))) {
                throw new OutcomeUnknownException(results, e);
            }
            throw e;
        } catch (RuntimeException | Error e) {
            if (results != null) {
                throw new OutcomeUnknownException(results, e);
            }
            throw e;
        }
    }

    /**
     * Whether a transaction with unknown outcome was committed. Takes an owner's lock first, so that a transaction which is
     * still committing on the server's side has ended.
     */
    boolean stored(Map<AppendUnit, Result> results) throws SQLException {
        AppendUnit unit = anyStored(results);
        if (unit == null) {
            return true;
        }
        Appendable first = unit.events().get(0);
        try (Connection connection = dataSource.getConnection()) {
            connection.setNetworkTimeout(Runnable::run, (int) SILENCE.toMillis());
            connection.setAutoCommit(false);
            try (PreparedStatement find = connection.prepareStatement(
                    "select 1 from eventstore.event where subject_id = ? and sequence = ? and event_id = ?")) {
                OwnerLock.exclusive(connection, unit.ownerId());
                find.setObject(1, first.subjectId());
                find.setLong(2, first.sequence());
                find.setObject(3, first.eventId());
                try (ResultSet row = find.executeQuery()) {
                    return row.next();
                }
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private static @Nullable AppendUnit anyStored(Map<AppendUnit, Result> results) {
        return results.entrySet().stream()
                .filter(result -> result.getValue().appended() != null)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /** The driver's commit of an aborted transaction rolls back and says nothing. */
    static void refuseAborted(Connection connection) throws SQLException {
        if (connection.unwrap(BaseConnection.class).getTransactionState() == TransactionState.FAILED) {
            throw new SQLException(
                    "A projection hid an error of the database; the transaction can't be committed", "25P02");
        }
    }

    /**
     * Appends within the caller's transaction, which holds the owners' locks already or has no id yet.
     *
     * @param wait for owners whose log another transaction holds and for rows of units, or refuse those
     */
    Map<AppendUnit, Result> append(Connection connection, List<AppendUnit> units, boolean wait) throws SQLException {
        return append(connection, units, wait, false);
    }

    private Map<AppendUnit, Result> append(Connection connection, List<AppendUnit> units, boolean wait, boolean alone)
            throws SQLException {
        AppendBatch batch = new AppendBatch(units, projections);
        batch.look(connection, wait, alone);
        batch.write(connection, wait);
        return batch.results();
    }

    /** Keeps the list of what was ever stored, which a start checks; ahead of the first of its kind. */
    void registerTypes(List<AppendUnit> units) throws SQLException {
        TreeMap<String, Appendable> fresh = new TreeMap<>();
        for (AppendUnit unit : units) {
            for (Appendable event : unit.events()) {
                String key = event.type() + "/" + event.revision();
                if (!registeredTypes.contains(key)) {
                    fresh.put(key, event);
                }
            }
        }
        if (fresh.isEmpty()) {
            return;
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "insert into eventstore.event_type (type, revision) values (?, ?) on conflict do nothing")) {
            for (Appendable event : fresh.values()) {
                insert.setString(1, event.type());
                insert.setString(2, event.revision());
                insert.executeUpdate();
            }
        }
        registeredTypes.addAll(fresh.keySet());
    }

    static void rollback(Connection connection, Throwable cause) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
