package behflow.api.kernel;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The advisory lock of a projection's rebuild in PostgreSQL: one rebuild holds it alone for its session; erasures hold it
 * together for their transactions, because a rebuild carries text in memory that they could not reach.
 */
public final class RebuildLock {

    /** The lock's key in SQL; its parameter is the projection's table. */
    public static final String KEY = "hashtextextended('rebuild ' || ?, 0)";

    private RebuildLock() {}

    /** Keeps rebuilds of the projection from beginning until the transaction ends; false where one runs. */
    public static boolean tryShared(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select pg_try_advisory_xact_lock_shared(" + KEY + ")")) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
