package behflow.api.kernel;

import javax.sql.DataSource;

/** Opens the log of a database without the service around it; found by {@link java.util.ServiceLoader}. */
public interface EventLogs extends AutoCloseable {

    /** For reading; nobody is told of new events through it. It is open until this is closed. */
    EventLog open(DataSource dataSource);

    @Override
    void close();
}
