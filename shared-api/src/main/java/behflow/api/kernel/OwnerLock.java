package behflow.api.kernel;

import java.sql.Connection;
import java.sql.PreparedStatement;
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
        take(connection, "select pg_advisory_xact_lock(?)", owner);
    }

    /** As {@link #exclusive}, but together with others who only look. */
    public static void shared(Connection connection, UUID owner) throws SQLException {
        take(connection, "select pg_advisory_xact_lock_shared(?)", owner);
    }

    private static void take(Connection connection, String sql, UUID owner) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(sql)) {
            lock.setLong(1, key(owner));
            lock.execute();
        }
    }
}
