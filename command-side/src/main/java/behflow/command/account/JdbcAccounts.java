package behflow.command.account;

import behflow.api.account.Account;
import behflow.api.account.AccountRules;
import behflow.api.account.Accounts;
import behflow.api.account.command.ChangeSettings;
import behflow.api.account.event.AccountDisabled;
import behflow.api.account.event.AccountEnabled;
import behflow.api.account.event.AccountEvent;
import behflow.api.account.event.AccountPasswordReset;
import behflow.api.account.event.AccountRegistered;
import behflow.api.kernel.ActorKind;
import behflow.api.kernel.LogEntry;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.api.task.To;
import behflow.command.eventstore.EventRows;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.MetaData;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** {@link Accounts} in the table {@code account}. */
@Service
class JdbcAccounts implements Accounts {

    private static final String SELECT = "select " + AccountRows.COLUMNS + AccountRows.FROM;

    /** Shorter than any: in the place of what is longer than any. */
    private static final String NO_PASSWORD = "-";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Passwords passwords;
    private final LoginThrottle throttle;
    private final JdbcSessions sessions;
    private final CommandGateway commands;
    private final AccountProperties properties;
    private final Set<String> admins;

    JdbcAccounts(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Passwords passwords,
            LoginThrottle throttle,
            JdbcSessions sessions,
            CommandGateway commands,
            AccountProperties properties) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.passwords = passwords;
        this.throttle = throttle;
        this.sessions = sessions;
        this.commands = commands;
        this.properties = properties;
        this.admins = properties.adminKeys();
    }

    @Override
    public void requireRegistration() {
        if (properties.closed() && any()) {
            throw RejectedException.forbidden();
        }
    }

    @Override
    public Account register(NewAccount account, Origin origin) {
        boolean byAdmin = origin.actor() == ActorKind.ADMIN;
        String key = AccountRules.usernameKey(account.username());
        boolean taken = taken(key);
        if (!byAdmin && any() && (properties.closed() || admins.contains(key) && !taken)) {
            throw RejectedException.forbidden();
        }
        if (taken) {
            throw AccountRows.nameTaken();
        }
        boolean onlyTheFirst = !byAdmin && (properties.closed() || admins.contains(key));
        String hash = passwords.hash(account.password());
        write(
                List.of(new AccountRegistered()),
                ActingAccount.alone(connection ->
                        AccountRows.insert(connection, origin.ownerId(), account, key, hash, onlyTheFirst)),
                origin);
        return find(origin.ownerId()).orElseThrow(() -> new IllegalStateException("The new account is gone"));
    }

    @Override
    public Login login(String username, String password, String address, @Nullable String userAgent) {
        String key = throttledKey(username);
        String hash = verified(key, password, address).orElseThrow(JdbcAccounts::wrongCredentials);
        Account account = jdbc.sql(SELECT + " where a.username_key = ?")
                .param(key)
                .query((row, n) -> AccountRows.read(row, admins))
                .optional()
                .orElseThrow(JdbcAccounts::wrongCredentials);
        String token =
                sessions.open(account.userId(), hash, address, userAgent).orElseThrow(JdbcAccounts::wrongCredentials);
        return new Login(token, account);
    }

    @Override
    public boolean passwordMatches(UUID userId, String password, String address) {
        return verified(key(userId), password, address).isPresent();
    }

    /** The key of a name; of one that is longer than any account's, a digest that no name has: indexes take no text of any length. */
    private static String throttledKey(String username) {
        String key = AccountRules.usernameKey(username);
        return longer(key, AccountRules.USERNAME_KEY_MAXIMUM)
                ? "#" + HexFormat.of().formatHex(LogEntry.sha256(key.getBytes(StandardCharsets.UTF_8)))
                : key;
    }

    private static boolean longer(String text, int codePoints) {
        return text.codePointCount(0, text.length()) > codePoints;
    }

    /** The hash that the password matches; empty where it is wrong or nobody's. At the same cost in each case. */
    private Optional<String> verified(String key, String password, String address) {
        throttle.refuseThrottled(key, address);
        String tried = longer(password, AccountRules.PASSWORD_MAXIMUM) ? NO_PASSWORD : password;
        return passwords.inTurn(() -> {
            long attempt = throttle.begin(key, address);
            Optional<String> hash = jdbc.sql("select password_hash from account where username_key = ?")
                    .param(key)
                    .query(String.class)
                    .optional();
            if (passwords.matches(tried, hash.orElse(null))) {
                throttle.succeeded(attempt, key, address);
                return hash;
            }
            throttle.failed(attempt);
            return Optional.empty();
        });
    }

    @Override
    public Optional<Account> find(UUID userId) {
        return jdbc.sql(SELECT + " where a.user_id = ?")
                .param(userId)
                .query((row, n) -> AccountRows.read(row, admins))
                .optional();
    }

    @Override
    public boolean changePassword(UUID userId, String current, String password, UUID keepSession, String address) {
        String wanted = AccountRules.password("password", password);
        Optional<String> present = verified(key(userId), current, address);
        if (present.isEmpty()) {
            return false;
        }
        String hash = passwords.hash(wanted);
        boolean done = Boolean.TRUE.equals(transaction.execute(status -> {
            int changed = jdbc.sql("update account set password_hash = ? where user_id = ? and password_hash = ?")
                    .params(List.of(hash, userId, present.get()))
                    .update();
            if (changed > 0) {
                jdbc.sql("delete from session where user_id = ? and session_id <> ?")
                        .params(List.of(userId, keepSession))
                        .update();
            }
            return changed > 0;
        }));
        if (done) {
            SessionLeases.awaitRunOut();
        }
        return done;
    }

    @Override
    public void changeSettings(ChangeSettings change, Origin origin) {
        boolean written = change.timezone() != null
                && Boolean.TRUE.equals(commands.<Boolean>sendAndWait(
                        new GenericCommandMessage<>(change, MetaData.from(origin.toMetadata()))));
        if (!written && change.hasRow()) {
            To<String> email = change.email();
            int changed = jdbc.sql(AccountRows.SETTINGS)
                    .params(Arrays.asList(
                            change.dateOrder(), email != null, email == null ? null : email.value(), change.userId()))
                    .update();
            if (changed == 0) {
                throw RejectedException.notFound();
            }
        }
        // Whatever was so already may have been changed by another request, but a moment ago.
        SessionLeases.awaitRunOut();
    }

    @Override
    public void manage(UUID userId, @Nullable String password, @Nullable Boolean active, Origin origin) {
        String hash = password == null ? null : passwords.hash(AccountRules.password("password", password));
        List<AccountEvent> events = new ArrayList<>();
        if (hash != null) {
            events.add(new AccountPasswordReset());
        }
        if (active != null) {
            events.add(active ? new AccountEnabled() : new AccountDisabled());
        }
        if (!events.isEmpty()) {
            try {
                write(
                        events,
                        ActingAccount.alone(connection -> AccountRows.manage(connection, origin, hash, active)),
                        origin);
            } catch (RejectedException e) {
                // The log of who was erased has ended, which the event store tells as to its owner.
                boolean gone = e.code() == RejectionCode.UNAUTHENTICATED
                        && !userId.equals(origin.userId())
                        && find(userId).isEmpty();
                throw gone ? RejectedException.notFound() : e;
            }
            SessionLeases.awaitRunOut();
        }
    }

    private void write(List<AccountEvent> events, EventRows rows, Origin origin) {
        commands.sendAndWait(new GenericCommandMessage<>(
                new WriteAccount(origin.ownerId(), events, rows), MetaData.from(origin.toMetadata())));
    }

    @Override
    public List<Account> list(@Nullable UUID after, int limit) {
        return jdbc.sql(SELECT + " where a.user_id > ? order by a.user_id limit ?")
                .param(after == null ? new UUID(0, 0) : after)
                .param(limit)
                .query((row, n) -> AccountRows.read(row, admins))
                .list();
    }

    private String key(UUID userId) {
        return jdbc.sql("select username_key from account where user_id = ?")
                .param(userId)
                .query(String.class)
                .optional()
                .orElseThrow(RejectedException::notFound);
    }

    private boolean any() {
        return jdbc.sql("select exists (select 1 from account)")
                .query(Boolean.class)
                .single();
    }

    private boolean taken(String key) {
        return jdbc.sql("select exists (select 1 from account where username_key = ?)")
                .param(key)
                .query(Boolean.class)
                .single();
    }

    private static RejectedException wrongCredentials() {
        return new RejectedException(RejectionCode.UNAUTHENTICATED, "Invalid credentials");
    }
}
