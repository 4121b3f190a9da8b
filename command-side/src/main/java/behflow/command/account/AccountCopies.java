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
 * The account's row is locked ahead of all that hangs on it, as by a login and a change of the password: neither has one lock and
 * waits for the other.
 */
@Component
class AccountCopies implements PersonalCopies {

    private static final String LOCK = "select 1 from account where user_id = ? for update";

    private static final String[] STATEMENTS = {
        "delete from login_attempt where username_key = (select username_key from account where user_id = ?)",
        "delete from session where user_id = ?",
        "delete from account_address where user_id = ?",
        "delete from account where user_id = ?",
        "delete from rate_limit where id = cast(cast(? as uuid) as text)"
    };

    @Override
    public void eraseOwner(Connection connection, UUID owner) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.setObject(1, owner);
            lock.execute();
        }
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
