package behflow.command.eventstore;

import java.sql.SQLException;

/** What an error of the database says about the next try. */
final class SqlStates {

    private SqlStates() {}

    /** The connection is gone, or could not be had. Whether a commit that it carried happened is not known. */
    static boolean connectionLost(SQLException e) {
        String state = e.getSQLState();
        return state == null || state.startsWith("08") || state.startsWith("57P") || state.equals("25P04");
    }

    /** Every other write would meet the same: no connection, a full disk, a server that does not write, a lock held by others. */
    static boolean concernsAll(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return connectionLost(e) && !state.equals("25P04")
                || state.startsWith("53")
                || state.startsWith("58")
                || state.equals("25006")
                || state.equals("55P03");
    }

    /** It may go another time: also time limits, deadlocks, races. */
    static boolean passes(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return concernsAll(e) || state.startsWith("25P") || state.startsWith("40") || state.startsWith("57");
    }
}
