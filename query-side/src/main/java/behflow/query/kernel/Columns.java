package behflow.query.kernel;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What every projection does with JDBC: instants as {@code timestamptz}, many rows at once, deletes by id. */
public final class Columns {

    private Columns() {}

    /** Binds one row to a statement. */
    public interface Binder<R> {
        void bind(PreparedStatement statement, R row) throws SQLException;
    }

    /** All rows in one round trip. */
    public static <R> void batch(Connection connection, String sql, Collection<R> rows, Binder<R> binder)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (R row : rows) {
                binder.bind(statement, row);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    public static void delete(Connection connection, String table, String idColumn, Collection<UUID> ids)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("delete from " + table + " where " + idColumn + " = any (?)")) {
            statement.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            statement.executeUpdate();
        }
    }

    public static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    /** @throws SQLException where it is null */
    public static Instant requiredInstant(ResultSet row, int column) throws SQLException {
        Instant instant = instant(row, column);
        if (instant == null) {
            throw new SQLException("A row without its instant in column " + column);
        }
        return instant;
    }

    public static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
