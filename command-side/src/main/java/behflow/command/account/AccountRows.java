package behflow.command.account;

import behflow.api.account.Account;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.UUID;

/** Reads accounts from rows of {@link #COLUMNS}. */
final class AccountRows {

    /** Of {@code account a left join account_timezone z}. */
    static final String COLUMNS =
            "a.user_id, a.username, a.name, a.lastname, a.email, z.timezone, a.date_order, a.admin,"
                    + " a.active, a.created_at, a.username_key";

    static final String FROM = " from account a left join account_timezone z on z.user_id = a.user_id";

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
}
