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
 * Notices that a backup of the database was restored, into a new cluster or beside where it was, and keeps (tx, idx) rising where
 * transaction ids start low there. Checked at each start, while nobody appends.
 */
public final class TransactionOffset {

    private static final Logger LOG = LoggerFactory.getLogger(TransactionOffset.class);

    /** No backup takes these along: the cluster's number is made with it, and the database's when it is created. */
    private static final String HERE =
            "(select c.system_identifier || '/' || d.oid from pg_control_system() c, pg_database d"
                    + " where d.datname = current_database())";

    private static final String LOOK = "select coalesce((select max(tx) from eventstore.event), 0)"
            + " - (pg_current_xact_id()::text::bigint + value), cluster = " + HERE + ", cluster is not null"
            + " from eventstore.transaction_offset";

    private TransactionOffset() {}

    /** Writes down that the database was restored, in the transaction that raises the offset. */
    interface Note {
        void write(Connection connection, long behind) throws SQLException;
    }

    /**
     * How the log stands to the cluster that it is in.
     *
     * @param behind how far the present transaction is behind the greatest stored one; negative where it is not
     * @param known  whether this is where it was at the last start
     * @param moved  whether that was elsewhere
     */
    private record Place(long behind, boolean known, boolean moved) {

        /** Transaction ids only rise: what is not behind now never will be. */
        boolean same() {
            return behind < 0 && known;
        }
    }

    /** Raises the offset where the greatest stored transaction is not below the present one; notes that, and another place. */
    static void check(DataSource dataSource, Note note) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            if (look(statement).same()) {
                return;
            }
            connection.setAutoCommit(false);
            try {
                // As every append: the owner's lock first.
                OwnerLock.exclusive(connection, Ids.INSTALLATION);
                // Keeps out every append and every other start; the table is read by all, also meanwhile.
                statement.execute("lock table eventstore.event in share row exclusive mode");
                Place place = look(statement);
                if (!place.same()) {
                    long raise = Math.max(0, place.behind + 1);
                    statement.executeUpdate("update eventstore.transaction_offset set value = value + " + raise
                            + ", cluster = " + HERE);
                    if (raise > 0 || place.moved) {
                        note.write(connection, raise);
                        LOG.warn(
                                "This database was elsewhere at the last start, as after a backup was restored: transaction ids go on {} further",
                                raise);
                    }
                }
                connection.commit();
            } catch (SQLException | RuntimeException | Error e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private static Place look(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(LOOK)) {
            row.next();
            boolean known = row.getBoolean(2);
            return new Place(row.getLong(1), known, row.getBoolean(3) && !known);
        }
    }
}
