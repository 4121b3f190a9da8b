package behflow.command.account;

import behflow.api.kernel.Origin;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.command.eventstore.EventRows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Who takes an account away, or disables it, must have an active one when that is committed, not only when it was asked for: two
 * administrators can't remove each other.
 */
public final class ActingAccount {

    /** The lock of registrations too, so that those who take it with others' rows in one transaction take one. */
    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended('register', 0))";

    private static final String TRY_LOCK = "select pg_try_advisory_xact_lock(hashtextextended('register', 0))";

    private ActingAccount() {}

    /** Rows that begin with {@link #oneAtATime}: an erasure may hold that lock for long, and nobody else's append waits for it. */
    static EventRows alone(EventRows rows) {
        return new EventRows() {
            @Override
            public void write(Connection connection) throws SQLException {
                rows.write(connection);
            }

            @Override
            public boolean tryWrite(Connection connection) throws SQLException {
                try (PreparedStatement lock = connection.prepareStatement(TRY_LOCK);
                        ResultSet got = lock.executeQuery()) {
                    got.next();
                    if (!got.getBoolean(1)) {
                        return false;
                    }
                }
                rows.write(connection);
                return true;
            }
        };
    }

    /** One change of who is there at a time, until the transaction ends. Whoever takes this has the locks of owners already. */
    static void oneAtATime(Connection connection) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.execute();
        }
    }

    /**
     * To be called ahead of what locks an account's row.
     *
     * @throws RejectedException UNAUTHENTICATED where it was disabled or erased meanwhile, as its session is over then
     */
    public static void requireActive(Connection connection, Origin origin) throws SQLException {
        oneAtATime(connection);
        try (PreparedStatement select =
                connection.prepareStatement("select 1 from account where user_id = ? and active")) {
            select.setObject(1, origin.userId());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new RejectedException(
                            RejectionCode.UNAUTHENTICATED, "Authentication required or invalid token");
                }
            }
        }
    }
}
