package behflow.command.account;

import behflow.api.kernel.PersonalCopies;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * The account goes, with its name, password, settings, sessions and known addresses, what was counted for it, and its limits.
 * Nothing is kept that would hold its name for it: a name that was erased can be registered again, by anyone, as another user.
 */
@Component
class AccountCopies implements PersonalCopies {

    private static final String[] STATEMENTS = {
        "delete from login_attempt where username_key = (select username_key from account where user_id = ?)",
        "delete from session where user_id = ?",
        "delete from account_address where user_id = ?",
        "delete from account where user_id = ?",
        "delete from rate_limit where id = cast(cast(? as uuid) as text)"
    };

    @Override
    public void eraseOwner(Connection connection, UUID owner) throws SQLException {
        for (String sql : STATEMENTS) {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setObject(1, owner);
                statement.executeUpdate();
            }
        }
    }

    @Override
    public void ownerErased() {
        SessionLeases.awaitRunOut();
    }
}
