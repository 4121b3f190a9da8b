package behflow.gateway.kernel.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/**
 * The role that the application works as, and its database. The role owns that database and has no right beyond it: no
 * superuser, no other database, no files. Its transactions are short by force, because an open one holds back every
 * reader of the log.
 */
final class ApplicationRole {

    private static final Map<String, String> LIMITS = Map.of(
            "transaction_timeout", "20s",
            "idle_in_transaction_session_timeout", "20s",
            "lock_timeout", "5s",
            // An error's text may quote a user's; the application gets it, PostgreSQL's log does not.
            "log_min_messages", "fatal");

    /** Who has it may read the views of analytics; the application gives it that right. */
    private static final String READERS = "behflow_bi";

    private ApplicationRole() {}

    /** Makes both where they are missing and sets them to what this release wants. */
    static void set(Connection superuser, Credentials credentials) throws SQLException {
        String role = Credentials.ROLE;
        try (Statement statement = superuser.createStatement()) {
            if (!exists(superuser, "SELECT 1 FROM pg_roles WHERE rolname = ?", role)) {
                statement.execute("CREATE ROLE " + role);
            }
            statement.execute("ALTER ROLE " + role
                    + " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD '"
                    + credentials.password() + "'");
            for (Map.Entry<String, String> limit : LIMITS.entrySet()) {
                statement.execute("ALTER ROLE " + role + " SET " + limit.getKey() + " = '" + limit.getValue() + "'");
            }
            if (!exists(superuser, "SELECT 1 FROM pg_database WHERE datname = ?", role)) {
                statement.execute("CREATE DATABASE " + role + " OWNER " + role);
            }
            for (String database : List.of(role, "postgres", "template1")) {
                statement.execute("REVOKE ALL ON DATABASE " + database + " FROM PUBLIC");
            }
            if (!exists(superuser, "SELECT 1 FROM pg_roles WHERE rolname = ?", READERS)) {
                statement.execute("CREATE ROLE " + READERS + " NOLOGIN");
            }
            statement.execute("GRANT CONNECT ON DATABASE " + role + " TO " + READERS);
        }
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }
}
