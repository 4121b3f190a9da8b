package behflow;

import behflow.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** All that a dump of a database would hold: every row of every table of every schema but the system's own, bytes also as text. */
public final class DatabaseDump {

    private DatabaseDump() {}

    /** Where the words stand, as table names; a word is found in any case, also in bytes, and in names and settings. */
    public static List<String> find(TestDatabase database, List<String> words) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = database.superuserDataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : tables(statement)) {
                for (String word : words) {
                    String hex = HexFormat.of().formatHex(word.getBytes(StandardCharsets.UTF_8));
                    try (ResultSet row = statement.executeQuery("select count(*) from " + table
                            + " t where lower(t::text) like '%" + word.toLowerCase(Locale.ROOT)
                            + "%' or t::text like '%"
                            + hex + "%'")) {
                        row.next();
                        if (row.getLong(1) > 0) {
                            found.add(word + " in " + table);
                        }
                    }
                }
            }
        }
        return found;
    }

    private static List<String> tables(Statement statement) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet row = statement.executeQuery("select format('%I.%I', n.nspname, c.relname) from pg_class c"
                + " join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'm')"
                + " and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') order by 1")) {
            while (row.next()) {
                tables.add(row.getString(1));
            }
        }
        return tables;
    }
}
