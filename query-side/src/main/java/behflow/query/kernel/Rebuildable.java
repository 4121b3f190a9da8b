package behflow.query.kernel;

import behflow.api.admin.Projections.Difference;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.RejectedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import javax.sql.DataSource;

/**
 * A read model that can be made anew and verified. An implementation is found by its type, also by the commands of the console,
 * where it is made by its constructor without parameters.
 */
public interface Rebuildable {

    /** The projection's name in administration. */
    String name();

    /** Whether it is written in the transaction of its events; else it follows the log under its name. */
    boolean inline();

    /** Whether it has anything of this owner's log. */
    default boolean accepts(UUID owner) {
        return true;
    }

    /** Makes it anew beside the live one, which serves until both change places. */
    void rebuild(DataSource dataSource, EventLog log, LongConsumer progress) throws SQLException;

    /** @throws RejectedException CONFLICT where there is nothing to go back to */
    void back(DataSource dataSource, EventLog log) throws SQLException;

    /** Owners of rows, also of rows that no event explains. */
    Set<UUID> owners(Connection connection) throws SQLException;

    /**
     * Recomputes an owner's rows at one position.
     *
     * @return how many events were read
     */
    long verify(Connection connection, EventLog log, UUID owner, Consumer<Difference> differences) throws SQLException;
}
