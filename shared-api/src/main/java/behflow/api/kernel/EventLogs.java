package behflow.api.kernel;

import javax.sql.DataSource;

/** Opens the log of a database without the service around it; found by {@link java.util.ServiceLoader}. */
public interface EventLogs {

    /** For reading; nobody is told of new events through it. */
    EventLog open(DataSource dataSource);
}
