package behflow.command.eventstore;

import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.RebuildLock;
import behflow.api.kernel.RecordedEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** The projections that are written in the transaction of their events. */
final class InlineProjections {

    private final List<InlineProjection<?>> projections;

    InlineProjections(List<InlineProjection<?>> projections) {
        this.projections = List.copyOf(projections);
    }

    /** What the units' events will change, once they have their places. */
    AffectedRows affectedBy(Collection<AppendUnit> units) {
        AffectedRows affected = new AffectedRows(projections);
        for (AppendUnit unit : units) {
            unit.events().forEach(event -> affected.add(unit.recorded(event, 0, 0)));
        }
        return affected;
    }

    /** Folds events that are stored onto the rows that they change. */
    void write(Connection connection, List<RecordedEvent> events) throws SQLException {
        AffectedRows affected = new AffectedRows(projections);
        events.forEach(affected::add);
        affected.read(connection);
        affected.fold(events);
        affected.write(connection);
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
}
