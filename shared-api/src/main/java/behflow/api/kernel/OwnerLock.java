package behflow.api.kernel;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/**
 * The advisory lock of an owner's log in PostgreSQL. An append holds it exclusively from before its transaction has an id
 * until it has committed; who must wait for appends under way takes it shared.
 */
public final class OwnerLock {

    private OwnerLock() {}

    /** The lock's key. Two owners may share one: they then wait for each other, and nothing else. */
    public static long key(UUID owner) {
        return owner.getMostSignificantBits() * 31 + owner.getLeastSignificantBits();
    }

    /** Waits until no append of the owner is under way, and keeps others out until the transaction ends. */
    public static void exclusive(Connection connection, UUID owner) throws SQLException {
        take(connection, "select pg_advisory_xact_lock(?)", key(owner));
    }

    /** As {@link #exclusive}, but together with others who only look. */
    public static void shared(Connection connection, UUID owner) throws SQLException {
        take(connection, "select pg_advisory_xact_lock_shared(?)", key(owner));
    }

    /**
     * Key of the lock between an owner's erasures and whoever stores copies of text: not the log's, so that copies and appends
     * never wait for each other.
     */
    public static long erasuresKey(UUID owner) {
        return ~key(owner);
    }

    /** Waits for those who store copies of the owner's text, and keeps others out until the transaction ends. */
    public static void erasing(Connection connection, UUID owner) throws SQLException {
        take(connection, "select pg_advisory_xact_lock(?)", erasuresKey(owner));
    }

    /** Keeps erasures of the owner's text out until the transaction ends; false, and no lock, where one is under way. */
    public static boolean tryKeepErasuresOut(Connection connection, UUID owner) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("select pg_try_advisory_xact_lock_shared(?)")) {
            lock.setLong(1, erasuresKey(owner));
            try (ResultSet row = lock.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private static void take(Connection connection, String sql, long key) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(sql)) {
            lock.setLong(1, key);
            lock.execute();
        }
    }
}
