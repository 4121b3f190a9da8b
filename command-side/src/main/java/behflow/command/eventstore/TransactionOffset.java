package behflow.command.eventstore;

import behflow.api.kernel.Ids;
import behflow.api.kernel.OwnerLock;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps (tx, idx) rising after a database was restored into a new cluster, whose transaction ids start low. Checked at each
 * start, while nobody appends.
 */
public final class TransactionOffset {

    private static final Logger LOG = LoggerFactory.getLogger(TransactionOffset.class);

    private TransactionOffset() {}

    /** Writes down that the database was restored, in the transaction that raises the offset. */
    interface Note {
        void write(Connection connection, long behind) throws SQLException;
    }

    /** Raises the offset where the greatest stored transaction is not below the present one, and notes it. */
    static void check(DataSource dataSource, Note note) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            // Transaction ids only rise: what is not behind now never will be.
            if (behind(statement) < 0) {
                return;
            }
            connection.setAutoCommit(false);
            try {
                // As every append: the owner's lock first.
                OwnerLock.exclusive(connection, Ids.INSTALLATION);
                // Keeps out every append and every other start; the table is read by all, also meanwhile.
                statement.execute("lock table eventstore.event in share row exclusive mode");
                long behind = behind(statement);
                if (behind >= 0) {
                    statement.executeUpdate("update eventstore.transaction_offset set value = value + " + (behind + 1));
                    note.write(connection, behind + 1);
                    LOG.warn(
                            "This database was restored into a new cluster: transaction ids go on {} further",
                            behind + 1);
                }
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private static long behind(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("select coalesce((select max(tx) from eventstore.event), 0)"
                + " - (pg_current_xact_id()::text::bigint + (select value from eventstore.transaction_offset))")) {
            row.next();
            return row.getLong(1);
        }
    }
}
