package behflow.command.audit.proof;

import behflow.api.account.AccountRules;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Accounts as an export has them: all but the password. */
final class ExportedAccounts {

    private ExportedAccounts() {}

    /** @param only one user's, or null for all */
    static Map<UUID, ObjectNode> read(Connection connection, @Nullable UUID only) throws SQLException {
        Map<UUID, ObjectNode> accounts = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("select user_id, username, name, lastname, email,"
                + " date_order, admin, active, created_at from account where ?::uuid is null or user_id = ?")) {
            select.setObject(1, only);
            select.setObject(2, only);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    ObjectNode account = EntryJson.JSON.createObjectNode();
                    account.put("user_id", row.getString(1));
                    account.put("username", row.getString(2));
                    account.put("name", row.getString(3));
                    account.put("lastname", row.getString(4));
                    account.put("email", row.getString(5));
                    account.put("date_order", row.getString(6));
                    account.put("admin", row.getBoolean(7));
                    account.put("active", row.getBoolean(8));
                    account.put(
                            "created_at", row.getObject(9, OffsetDateTime.class).toString());
                    accounts.put(row.getObject(1, UUID.class), account);
                }
            }
        }
        return accounts;
    }

    /** Makes the account that was registered first of the active ones an administrator; answers with its name. */
    static Optional<String> promoteFirst(Connection connection, String passwordHash) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update account set admin = true, password_hash = ?"
                + " where user_id = (select user_id from account where active order by created_at, user_id limit 1)"
                + " returning username")) {
            update.setString(1, passwordHash);
            try (ResultSet row = update.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    /** @param passwordHash the new password's */
    static void restore(Connection connection, JsonNode account, String passwordHash) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into account (user_id, username, username_key,"
                        + " name, lastname, email, password_hash, date_order, admin, active, created_at)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            String username = account.path("username").asString();
            insert.setObject(1, UUID.fromString(account.path("user_id").asString()));
            insert.setString(2, username);
            insert.setString(3, AccountRules.usernameKey(username));
            insert.setString(4, account.path("name").asString());
            insert.setString(5, account.path("lastname").asString());
            insert.setString(
                    6,
                    account.path("email").isNull()
                            ? null
                            : account.path("email").asString());
            insert.setString(7, passwordHash);
            insert.setString(8, account.path("date_order").asString());
            insert.setBoolean(9, account.path("admin").asBoolean());
            insert.setBoolean(10, account.path("active").asBoolean());
            insert.setObject(11, OffsetDateTime.parse(account.path("created_at").asString()));
            insert.executeUpdate();
        }
    }
}
