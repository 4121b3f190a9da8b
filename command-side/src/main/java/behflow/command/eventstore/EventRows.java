package behflow.command.eventstore;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;

/**
 * Rows that are no projection and yet stand or fall with a command's events: what an event may not hold, such as the hash of
 * a password. They are written in the transaction of the append, after the events, and by key: that transaction plans a statement
 * once for any parameters, and by index.
 */
@FunctionalInterface
public interface EventRows {

    /** Key of the unit of work's resource that holds a list of these. */
    String RESOURCE = EventRows.class.getName();

    /**
     * Writes them. Whatever this throws, nothing of the unit of work is stored, and the command fails with it where it is a
     * {@link behflow.api.kernel.RejectedException}. It may be called again on another connection.
     */
    void write(Connection connection) throws SQLException;

    /**
     * As {@link #write}, while other commands wait for this one. For rows that a long transaction may hold.
     *
     * @return false where it would have to wait: nothing of the unit of work is stored, and it is tried again, by
     *     {@link #write}, where its wait holds up nobody
     */
    default boolean tryWrite(Connection connection) throws SQLException {
        write(connection);
        return true;
    }

    /** Called by the handler of a command that applies an event: without any, these would never be written. */
    static void with(EventRows rows) {
        CurrentUnitOfWork.get()
                .root()
                .<List<EventRows>>getOrComputeResource(RESOURCE, key -> new ArrayList<>())
                .add(rows);
    }

    /** Those of the present unit of work, which has them no longer. */
    static List<EventRows> take() {
        List<EventRows> rows = CurrentUnitOfWork.isStarted()
                ? CurrentUnitOfWork.get().root().<List<EventRows>>getResource(RESOURCE)
                : null;
        if (rows == null) {
            return List.of();
        }
        CurrentUnitOfWork.get().root().resources().remove(RESOURCE);
        return rows;
    }
}
