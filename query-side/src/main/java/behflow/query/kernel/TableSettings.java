package behflow.query.kernel;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What {@code create table … (like …)} leaves out: storage parameters, and how much of each column's values is sampled. */
public final class TableSettings {

    private static final String STATEMENTS = """
            select 'alter table ' || ? || ' set (' || array_to_string(c.reloptions, ', ') || ')'
            from pg_class c where c.oid = ?::regclass and c.reloptions is not null
            union all
            select 'alter table ' || ? || ' alter column ' || quote_ident(a.attname) || ' set statistics ' || a.attstattarget
            from pg_attribute a
            where a.attrelid = ?::regclass and a.attnum > 0 and not a.attisdropped and a.attstattarget is not null""";

    private TableSettings() {}

    /**
     * Gives one table the settings of another.
     *
     * @param from a table's name from the code, never from a client, as is {@code to}
     */
    public static void copy(Connection connection, String from, String to) throws SQLException {
        List<String> statements = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(STATEMENTS)) {
            select.setString(1, to);
            select.setString(2, from);
            select.setString(3, to);
            select.setString(4, from);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    statements.add(row.getString(1));
                }
            }
        }
        try (Statement alter = connection.createStatement()) {
            for (String statement : statements) {
                alter.execute(statement);
            }
        }
    }
}
