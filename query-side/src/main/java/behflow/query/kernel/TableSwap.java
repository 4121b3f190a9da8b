package behflow.query.kernel;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tables of one shape that change places: the live one, the next one, and the one before. */
final class TableSwap {

    private final String table;

    /** @param table a plain name from the code, never from a client */
    TableSwap(String table) {
        this.table = table;
    }

    String live() {
        return table;
    }

    String next() {
        return table + "__next";
    }

    String previous() {
        return table + "__previous";
    }

    /** A new, empty next table. */
    void createNext(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("drop table if exists " + next());
            statement.execute("create table " + next() + " (like " + table + " including all)");
        }
        TableSettings.copy(connection, table, next());
    }

    void dropNext(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("drop table if exists " + next());
        }
    }

    boolean hasPrevious(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select to_regclass(?) is not null")) {
            statement.setString(1, previous());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** Keeps readers and appends away from the live table until the transaction ends; fails after a short wait. */
    void lock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local lock_timeout = '500ms'");
            statement.execute("lock table " + table + " in access exclusive mode");
        }
    }

    /** The live table becomes the previous one, and {@code source} the live one, with the live one's index names. */
    void swapIn(Connection connection, String source) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            String comment = comment(connection, table);
            if (source.equals(next())) {
                statement.execute("drop table if exists " + previous());
                statement.execute("alter table " + table + " rename to " + previous());
                statement.execute("alter table " + next() + " rename to " + table);
            } else {
                statement.execute("alter table " + table + " rename to " + next());
                statement.execute("alter table " + previous() + " rename to " + table);
                statement.execute("alter table " + next() + " rename to " + previous());
            }
            takeIndexNames(connection, statement);
            statement.execute("comment on table " + table + " is " + statement.enquoteLiteral(comment));
        }
    }

    /** So that a later migration finds every index under the name that an earlier one gave it. */
    private void takeIndexNames(Connection connection, Statement statement) throws SQLException {
        Map<String, String> old = indexes(connection, previous());
        Map<String, String> fresh = indexes(connection, table);
        for (Map.Entry<String, String> index : fresh.entrySet()) {
            String wanted = old.get(index.getKey());
            if (wanted != null && !wanted.equals(index.getValue())) {
                statement.execute("alter index " + wanted + " rename to " + wanted + "__swapping");
                statement.execute("alter index " + index.getValue() + " rename to " + wanted);
                statement.execute("alter index " + wanted + "__swapping rename to " + index.getValue());
            }
        }
    }

    /** Name by definition, the definition without names. */
    private static Map<String, String> indexes(Connection connection, String table) throws SQLException {
        Map<String, String> names = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "select indexname, substring(indexdef from ' USING .*'), indexdef like '% UNIQUE %'"
                        + " from pg_indexes where schemaname = current_schema() and tablename = ?")) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    names.put(row.getString(2) + row.getBoolean(3), row.getString(1));
                }
            }
        }
        return names;
    }

    private static String comment(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select coalesce(obj_description(?::regclass), '')")) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }
}
