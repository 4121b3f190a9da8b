package behflow.api.account;

import behflow.api.kernel.RejectedException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Accounts: plain rows. No password hash ever leaves this, and none enters an event. */
public interface Accounts {

    /**
     * A new account. The first of the installation is an administrator.
     *
     * @param byAdmin an administrator makes it; else registration must be open, and the name not reserved
     * @throws RejectedException INVALID "Username already exists"; FORBIDDEN where registration is closed
     */
    Account register(NewAccount account, boolean byAdmin);

    /**
     * The account of that name and password. Takes the same time for unknown names.
     *
     * @param address where the attempt comes from
     * @throws RejectedException UNAUTHENTICATED "Invalid credentials"; TOO_MANY after repeated failures
     */
    Account authenticate(String username, String password, String address);

    /**
     * Whether this is the user's password; repeated failures are throttled as at the login.
     *
     * @throws RejectedException TOO_MANY
     */
    boolean passwordMatches(UUID userId, String password, String address);

    Optional<Account> find(UUID userId);

    /** Sets a new password and ends all sessions but {@code keepSession}. */
    void changePassword(UUID userId, String password, @Nullable UUID keepSession);

    void changeSettings(UUID userId, String dateOrder, @Nullable String email);

    /** Takes effect at once, on every node: a disabled account's sessions end. */
    void setActive(UUID userId, boolean active);

    /**
     * Accounts by user id.
     *
     * @param after the last of the page before; null for the first
     */
    List<Account> list(@Nullable UUID after, int limit);

    /**
     * What the client sends to register.
     *
     * @throws RejectedException INVALID naming the field
     */
    record NewAccount(String username, String password, String name, String lastname) {
        public NewAccount {
            username = AccountRules.username(username);
            password = AccountRules.password("password", password);
            name = AccountRules.personName("name", name);
            lastname = AccountRules.personName("lastname", lastname);
        }

        @Override
        public String toString() {
            return "NewAccount[" + username + "]";
        }
    }
}
