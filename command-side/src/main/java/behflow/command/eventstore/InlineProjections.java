package behflow.command.eventstore;

import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.RebuildLock;
import behflow.api.kernel.RecordedEvent;
import behflow.api.kernel.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Brings the inline projections up to date with events that were just appended, in their transaction. */
final class InlineProjections {

    private final List<InlineProjection<?>> projections;

    InlineProjections(List<InlineProjection<?>> projections) {
        this.projections = List.copyOf(projections);
    }

    /**
     * Folds the events into the rows they change and writes those, one read and one write for each projection.
     *
     * @return the rows as written
     */
    List<Row> apply(Connection connection, List<RecordedEvent> events) throws SQLException {
        List<Row> written = new ArrayList<>();
        for (InlineProjection<?> projection : projections) {
            apply(connection, projection, events, written);
        }
        return written;
    }

    /** Keeps rebuilds of any projection from beginning until the transaction ends; false where one runs. */
    boolean keepRebuildsOut(Connection connection) throws SQLException {
        for (InlineProjection<?> projection : projections) {
            if (!RebuildLock.tryShared(connection, projection.table())) {
                return false;
            }
        }
        return true;
    }

    /** Deletes all rows of an owner. */
    void forget(Connection connection, UUID owner) throws SQLException {
        for (InlineProjection<?> projection : projections) {
            delete(connection, projection.table(), owner);
        }
        forgetReplaced(connection, owner);
    }

    /**
     * Deletes an owner's rows from the tables that rebuilds have replaced: going back to one folds that owner anew. Tables
     * that a rebuild left unfinished go altogether.
     */
    void forgetReplaced(Connection connection, UUID owner) throws SQLException {
        for (InlineProjection<?> projection : projections) {
            String previous = projection.table() + "__previous";
            if (exists(connection, previous)) {
                delete(connection, previous, owner);
                try (PreparedStatement positions = connection.prepareStatement(
                        "delete from projection_previous where projection = ? and owner_id = ?")) {
                    positions.setString(1, projection.table());
                    positions.setObject(2, owner);
                    positions.executeUpdate();
                }
            }
            String next = projection.table() + "__next";
            if (exists(connection, next)) {
                try (Statement drop = connection.createStatement()) {
                    drop.execute("drop table " + next);
                }
            }
        }
    }

    private static boolean exists(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select to_regclass(?) is not null")) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private static void delete(Connection connection, String table, UUID owner) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("delete from " + table + " where owner_id = ?")) {
            statement.setObject(1, owner);
            statement.executeUpdate();
        }
    }

    private static <R extends Row> void apply(
            Connection connection, InlineProjection<R> projection, List<RecordedEvent> events, List<Row> written)
            throws SQLException {
        List<RecordedEvent> accepted = new ArrayList<>(events.size());
        Set<UUID> known = new HashSet<>();
        Set<UUID> fresh = new HashSet<>();
        for (RecordedEvent event : events) {
            if (projection.accepts(event.payload())) {
                accepted.add(event);
                UUID row = projection.rowId(event);
                if (event.sequence() == 0 && row.equals(event.subjectId())) {
                    fresh.add(row);
                } else if (!fresh.contains(row)) {
                    known.add(row);
                }
            }
        }
        if (accepted.isEmpty()) {
            return;
        }
        Map<UUID, @Nullable R> rows = new LinkedHashMap<>();
        if (!known.isEmpty()) {
            rows.putAll(projection.read(connection, projection.table(), known));
        }
        Set<UUID> before = Set.copyOf(rows.keySet());
        Set<UUID> changed = new HashSet<>();
        for (RecordedEvent event : accepted) {
            UUID id = projection.rowId(event);
            rows.put(id, projection.fold(rows.get(id), event));
            changed.add(id);
        }
        List<R> upserts = new ArrayList<>();
        List<UUID> deletes = new ArrayList<>();
        for (UUID id : changed) {
            R row = rows.get(id);
            if (row != null) {
                upserts.add(row);
            } else if (before.contains(id)) {
                deletes.add(id);
            }
        }
        if (!upserts.isEmpty()) {
            projection.write(connection, projection.table(), upserts);
            written.addAll(upserts);
        }
        if (!deletes.isEmpty()) {
            projection.delete(connection, projection.table(), deletes);
        }
    }
}
