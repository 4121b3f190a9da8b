package behflow;

import behflow.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that a dump of a database would hold: every row of every table of every schema but the system's own, bytes also as text. */
public final class DatabaseDump {

    private DatabaseDump() {}

    /**
     * Where the words stand, each as {@code word in schema.table}; a word is found in any case, also in bytes.
     *
     * @param words of letters and digits
     */
    public static List<String> find(TestDatabase database, List<String> words) throws SQLException {
        String any = words.stream()
                .map(word -> word.toLowerCase(Locale.ROOT))
                .flatMap(word -> Stream.of(word, hex(word)))
                .collect(Collectors.joining("|"));
        List<String> found = new ArrayList<>();
        try (Connection connection = database.superuserDataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : tables(statement)) {
                try (PreparedStatement select = connection.prepareStatement(
                        "select distinct m[1] from " + table + " t, regexp_matches(lower(t::text), ?, 'g') m")) {
                    select.setString(1, "(" + any + ")");
                    try (ResultSet row = select.executeQuery()) {
                        while (row.next()) {
                            found.add(row.getString(1) + " in " + table);
                        }
                    }
                }
            }
        }
        return found;
    }

    private static String hex(String word) {
        return HexFormat.of().formatHex(word.getBytes(StandardCharsets.UTF_8));
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
