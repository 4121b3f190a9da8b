package behflow.api.kernel;

import java.sql.SQLException;
import java.sql.SQLTransientException;

/**
 * Which failures of the database pass by themselves. They are told by the SQL state, because PostgreSQL's driver throws one and
 * the same class for all.
 */
public final class DatabaseAway {

    private DatabaseAway() {}

    /**
     * Whether this failure, its causes aside, says that the database is away, or too busy for this just now: the same may go well
     * another time.
     */
    public static boolean isSaidBy(Throwable failure) {
        if (failure instanceof SQLTransientException) {
            return true;
        }
        if (failure instanceof SQLException sql) {
            String state = sql.getSQLState();
            // Without a state it is not the server's word: the pool's, on a connection that is gone.
            return state == null
                    || state.startsWith("08")
                    || state.startsWith("57")
                    || state.startsWith("53")
                    || state.startsWith("40")
                    || state.equals("25P03")
                    || state.equals("25P04")
                    || state.equals("55P03");
        }
        return false;
    }
}
