package behflow.query.kernel;

import behflow.api.kernel.BinaryArrays;
import behflow.api.kernel.RowWrite;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What every projection does with JDBC: instants as {@code timestamptz}, many rows at once, deletes by id. */
public final class Columns {

    private static final int ROWS_AT_ONCE = 64;

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

    /** All rows in one round trip, some at once: a statement of arrays costs the square of their length. */
    public static <R> void write(Connection connection, String table, RowWrite<R> write, Collection<R> rows)
            throws SQLException {
        List<R> all = List.copyOf(rows);
        try (PreparedStatement statement = connection.prepareStatement(write.sql(table))) {
            for (int from = 0; from < all.size(); from += ROWS_AT_ONCE) {
                write.bind(statement, 1, all.subList(from, Math.min(all.size(), from + ROWS_AT_ONCE)));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    public static void delete(Connection connection, String table, String idColumn, Collection<UUID> ids)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("delete from " + table + " where " + idColumn + " = any (?)")) {
            statement.setArray(1, BinaryArrays.ids(connection, ids));
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
