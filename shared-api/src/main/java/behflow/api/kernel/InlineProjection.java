package behflow.api.kernel;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A read model written in the transaction of its events, so that whoever got a 2xx reads their own write on every node.
 * It is a pure fold (row, event) → row and a bulk write; the same fold serves the append, a rebuild, the verification and
 * time travel.
 *
 * @param <R> the row
 */
public interface InlineProjection<R extends Row> {

    /** The table, which is also the projection's name in administration, for example {@code task_view}. */
    String table();

    /** The column of {@link Row#id()}; the owner's is always {@code owner_id}. */
    String idColumn();

    /** Whether this event changes a row. Cheap: it is asked for every event. */
    boolean accepts(DomainEvent event);

    /** Which row the event changes. */
    default UUID rowId(RecordedEvent event) {
        return event.subjectId();
    }

    /**
     * The row after the event; null when there is none any more.
     *
     * @param row the row so far, null when there is none
     */
    @Nullable
    R fold(@Nullable R row, RecordedEvent event);

    /** All columns but {@link #idColumn()}, separated by commas. */
    String columns();

    /** The row under the cursor: the id, then {@link #columns()}. */
    R read(ResultSet row) throws SQLException;

    /** Reads rows by id, from {@link #table()} or from a table of the same shape under another name. */
    default Map<UUID, R> read(Connection connection, String table, Collection<UUID> ids) throws SQLException {
        return new RowQuery<>(this, table, ids).run(connection);
    }

    /** How rows are written along with other statements; null where that is by {@link #write} alone. */
    default @Nullable RowWrite<R> rowWrite() {
        return null;
    }

    /** Inserts or replaces rows, as one round trip. */
    void write(Connection connection, String table, Collection<R> rows) throws SQLException;

    /** Deletes rows, as one round trip. */
    void delete(Connection connection, String table, Collection<UUID> ids) throws SQLException;
}
