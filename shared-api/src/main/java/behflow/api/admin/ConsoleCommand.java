package behflow.api.admin;

import behflow.api.kernel.EventLog;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/**
 * A command of the jar, {@code java -jar behflow.jar <name> …}, beside the service. Found by
 * {@link java.util.ServiceLoader}; the service itself does not start.
 */
public interface ConsoleCommand {

    /** Everything is fine. */
    int FINE = 0;
    /** The command found what it was looking for: an altered log, a row that differs. */
    int FOUND = 1;
    /** The command can't do what was asked. */
    int CANNOT = 2;

    /** What it is called by. */
    String name();

    /** One line for the list of commands. */
    String help();

    /**
     * @return {@link #FINE}, {@link #FOUND} or {@link #CANNOT}
     */
    int run(List<String> arguments, Context context) throws SQLException, IOException;

    /** What a command works with; the database is opened when it is first asked for. */
    interface Context {

        /** Sessions without the service's time limits; six at a time. */
        DataSource dataSource() throws SQLException;

        EventLog eventLog() throws SQLException;

        /** The usernames that the operator lists as administrators ({@code BEHFLOW_ADMINS}), as they are configured. */
        List<String> admins();

        PrintStream out();

        PrintStream err();
    }
}
