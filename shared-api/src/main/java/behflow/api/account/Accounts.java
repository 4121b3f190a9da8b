package behflow.api.account;

import behflow.api.account.command.ChangeSettings;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RejectedException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Accounts: plain rows, and events of what was done to them. No password hash ever leaves this, and none enters an event. */
public interface Accounts {

    /**
     * For who registers by themselves, ahead of a look at what they sent.
     *
     * @throws RejectedException FORBIDDEN where registration is closed and somebody is registered
     */
    void requireRegistration();

    /**
     * A new account, of the id that the origin names as owner, with its event: both or neither. The first of the installation
     * is an administrator.
     *
     * @param origin where an administrator acts, registration may be closed and the name reserved
     * @throws RejectedException INVALID "Username already exists"; FORBIDDEN where registration is closed
     */
    Account register(NewAccount account, Origin origin);

    /**
     * A new session for who knows the password. Takes the same time for unknown names. None is opened where the password was
     * changed or the account disabled since it was looked at.
     *
     * @param address   where the attempt comes from
     * @param userAgent what the client calls itself
     * @throws RejectedException UNAUTHENTICATED "Invalid credentials"; TOO_MANY after repeated failures
     */
    Login login(String username, String password, String address, @Nullable String userAgent);

    /** @param token told this once */
    record Login(String token, Account account) {}

    /**
     * Whether this is the user's password; repeated failures are throttled as at the login.
     *
     * @throws RejectedException TOO_MANY
     */
    boolean passwordMatches(UUID userId, String password, String address);

    Optional<Account> find(UUID userId);

    /**
     * Sets a new password and ends all sessions but {@code keepSession}. Returns when no node takes their tokens any more: a tenth
     * of a second later.
     *
     * @return false where {@code current} is not the present password; failures are throttled as at the login
     * @throws RejectedException TOO_MANY
     */
    boolean changePassword(UUID userId, String current, String password, UUID keepSession, String address);

    /**
     * Changes the settings; where the zone is among them, all in the transaction of its event. Returns when every node goes by
     * them: a tenth of a second later.
     *
     * @throws RejectedException NOT_FOUND
     */
    void changeSettings(ChangeSettings change, Origin origin);

    /**
     * Sets a new password, or disables or enables the account, with the events that say so: all or nothing. Sessions
     * end, unless the account is only enabled. Returns when that is so on every node: a tenth of a second later.
     *
     * @param password null keeps it
     * @param active   null keeps it
     * @throws RejectedException NOT_FOUND where the account is gone; UNAUTHENTICATED where the one who acts is no longer active
     */
    void manage(UUID userId, @Nullable String password, @Nullable Boolean active, Origin origin);

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
