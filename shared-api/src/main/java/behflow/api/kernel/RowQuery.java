package behflow.api.kernel;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A query for a projection's rows by id. It has its text, its parameter and its result apart, so that it can be asked together
 * with another statement, in one round trip.
 *
 * @param <R> the row
 */
public final class RowQuery<R extends Row> {

    private final InlineProjection<R> projection;
    private final String table;
    private final List<UUID> ids;

    /**
     * @param table the projection's, or one of the same shape under another name
     * @param ids   at least one, each once
     */
    public RowQuery(InlineProjection<R> projection, String table, Collection<UUID> ids) {
        this.projection = projection;
        this.table = table;
        this.ids = List.copyOf(ids);
    }

    /** One statement with one parameter. */
    public String sql() {
        // One id, as a command's, is compared by "=": PostgreSQL plans "any" anew each time, for as many as there are.
        return "select " + projection.idColumn() + ", " + projection.columns() + " from " + table + " where "
                + projection.idColumn() + (ids.size() == 1 ? " = ?" : " = any (?)");
    }

    public void bind(PreparedStatement statement, int parameter) throws SQLException {
        if (ids.size() == 1) {
            statement.setObject(parameter, ids.get(0));
        } else {
            statement.setArray(parameter, BinaryArrays.ids(statement.getConnection(), ids));
        }
    }

    /** Of the rows that there are, by id. */
    public Map<UUID, R> rows(ResultSet row) throws SQLException {
        Map<UUID, R> rows = new HashMap<>();
        while (row.next()) {
            rows.put(row.getObject(1, UUID.class), projection.read(row));
        }
        return rows;
    }

    public Map<UUID, R> run(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql())) {
            bind(statement, 1);
            try (ResultSet row = statement.executeQuery()) {
                return rows(row);
            }
        }
    }
}
