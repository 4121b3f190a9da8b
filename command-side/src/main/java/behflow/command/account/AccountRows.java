package behflow.command.account;

import behflow.api.account.Account;
import behflow.api.account.Accounts.NewAccount;
import behflow.api.account.command.ChangeSettings;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RejectedException;
import behflow.api.task.To;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads and writes rows of accounts; what is written stands or falls with its event. */
final class AccountRows {

    /** Of {@code account a left join account_timezone z}. */
    static final String COLUMNS =
            "a.user_id, a.username, a.name, a.lastname, a.email, z.timezone, a.date_order, a.admin,"
                    + " a.active, a.created_at, a.username_key";

    static final String FROM = " from account a left join account_timezone z on z.user_id = a.user_id";

    /** Order of dates or null, whether the address changes, the address, the user. */
    static final String SETTINGS = "update account set date_order = coalesce(?, date_order),"
            + " email = case when ? then ? else email end where user_id = ?";

    private AccountRows() {}

    /** @param admins keys of the names that the operator lists */
    static Account read(ResultSet row, Set<String> admins) throws SQLException {
        return new Account(
                row.getObject("user_id", UUID.class),
                row.getString("username"),
                row.getString("name"),
                row.getString("lastname"),
                row.getString("email"),
                row.getString("timezone"),
                row.getString("date_order"),
                row.getBoolean("admin") || admins.contains(row.getString("username_key")),
                row.getBoolean("active"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    /**
     * @param onlyTheFirst nobody else may register, or have this name, by themselves
     * @throws RejectedException FORBIDDEN, or INVALID where the name is taken
     */
    static void insert(
            Connection connection, UUID userId, NewAccount account, String key, String hash, boolean onlyTheFirst)
            throws SQLException {
        // Two first accounts can't both be administrators.
        ActingAccount.oneAtATime(connection);
        boolean first = !holds(connection, "select exists (select 1 from account)", null);
        if (onlyTheFirst
                && !first
                && !holds(connection, "select exists (select 1 from account where username_key = ?)", key)) {
            throw RejectedException.forbidden();
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into account (user_id, username, username_key, name, lastname, password_hash, admin)"
                        + " values (?, ?, ?, ?, ?, ?, ?) on conflict (username_key) do nothing")) {
            insert.setObject(1, userId);
            insert.setString(2, account.username());
            insert.setString(3, key);
            insert.setString(4, account.name());
            insert.setString(5, account.lastname());
            insert.setString(6, hash);
            insert.setBoolean(7, first);
            if (insert.executeUpdate() == 0) {
                throw nameTaken();
            }
        }
    }

    /**
     * @param hash   of a new password; null keeps it
     * @param active null keeps it
     * @param origin whose account, and who manages it
     * @throws RejectedException NOT_FOUND; UNAUTHENTICATED where the one who manages it is no longer active
     */
    static void manage(Connection connection, Origin origin, @Nullable String hash, @Nullable Boolean active)
            throws SQLException {
        UUID userId = origin.ownerId();
        ActingAccount.requireActive(connection, origin);
        try (PreparedStatement update = connection.prepareStatement("update account"
                + " set password_hash = coalesce(?, password_hash), active = coalesce(?, active) where user_id = ?")) {
            update.setString(1, hash);
            update.setObject(2, active, Types.BOOLEAN);
            update.setObject(3, userId);
            if (update.executeUpdate() == 0) {
                throw RejectedException.notFound();
            }
        }
        // A login waits for the row above: whatever session was opened ahead of it is seen here, and none is opened
        // after.
        if (hash != null || Boolean.FALSE.equals(active)) {
            try (PreparedStatement end = connection.prepareStatement("delete from session where user_id = ?")) {
                end.setObject(1, userId);
                end.executeUpdate();
            }
        }
    }

    /** @throws RejectedException NOT_FOUND */
    static void settings(Connection connection, ChangeSettings change) throws SQLException {
        To<String> email = change.email();
        try (PreparedStatement update = connection.prepareStatement(SETTINGS)) {
            update.setString(1, change.dateOrder());
            update.setBoolean(2, email != null);
            update.setString(3, email == null ? null : email.value());
            update.setObject(4, change.userId());
            if (update.executeUpdate() == 0) {
                throw RejectedException.notFound();
            }
        }
    }

    static RejectedException nameTaken() {
        return RejectedException.invalid("username", "Username already exists");
    }

    private static boolean holds(Connection connection, String sql, @Nullable String parameter) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            if (parameter != null) {
                select.setString(1, parameter);
            }
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
