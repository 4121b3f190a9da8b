package behflow.command.account;

import behflow.api.account.Account;
import behflow.api.account.AccountRules;
import behflow.api.account.Accounts;
import behflow.api.account.Sessions;
import behflow.api.kernel.Ids;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** {@link Accounts} in the table {@code account}. */
@Service
class JdbcAccounts implements Accounts {

    private static final String SELECT = "select " + AccountRows.COLUMNS + AccountRows.FROM;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Passwords passwords;
    private final LoginThrottle throttle;
    private final Sessions sessions;
    private final AccountProperties properties;
    private final Set<String> admins;

    JdbcAccounts(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Passwords passwords,
            LoginThrottle throttle,
            Sessions sessions,
            AccountProperties properties) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.passwords = passwords;
        this.throttle = throttle;
        this.sessions = sessions;
        this.properties = properties;
        this.admins = properties.adminKeys();
    }

    @Override
    public Account register(NewAccount account, boolean byAdmin) {
        String key = AccountRules.usernameKey(account.username());
        boolean taken = taken(key);
        if (!byAdmin && any() && (properties.closed() || admins.contains(key) && !taken)) {
            throw RejectedException.forbidden();
        }
        if (taken) {
            throw nameTaken();
        }
        String hash = passwords.hash(account.password());
        UUID userId = Ids.newId();
        transaction.executeWithoutResult(status -> {
            // One registration at a time: two first accounts can't both be administrators.
            jdbc.sql("select pg_advisory_xact_lock(hashtextextended('register', 0))")
                    .query((row, n) -> n)
                    .list();
            boolean first = !any();
            if (!byAdmin && !first && (properties.closed() || admins.contains(key) && !taken(key))) {
                throw RejectedException.forbidden();
            }
            int inserted = jdbc.sql(
                            "insert into account (user_id, username, username_key, name, lastname, password_hash,"
                                    + " admin) values (?, ?, ?, ?, ?, ?, ?) on conflict (username_key) do nothing")
                    .params(List.of(userId, account.username(), key, account.name(), account.lastname(), hash, first))
                    .update();
            if (inserted == 0) {
                throw nameTaken();
            }
        });
        return find(userId).orElseThrow(() -> new IllegalStateException("The new account is gone"));
    }

    @Override
    public Account authenticate(String username, String password, String address) {
        String key = AccountRules.usernameKey(username);
        throttle.attempt(key, address);
        Optional<String> hash = hash("username_key = ?", key);
        if (!passwords.matches(password, hash.orElse(null))) {
            throw new RejectedException(RejectionCode.UNAUTHENTICATED, "Invalid credentials");
        }
        throttle.succeeded(key, address);
        return jdbc.sql(SELECT + " where a.username_key = ? and a.active")
                .param(key)
                .query((row, n) -> AccountRows.read(row, admins))
                .optional()
                .orElseThrow(() -> new RejectedException(RejectionCode.UNAUTHENTICATED, "Invalid credentials"));
    }

    @Override
    public boolean passwordMatches(UUID userId, String password, String address) {
        String key = jdbc.sql("select username_key from account where user_id = ?")
                .param(userId)
                .query(String.class)
                .optional()
                .orElseThrow(RejectedException::notFound);
        throttle.attempt(key, address);
        boolean matches =
                passwords.matches(password, hash("user_id = ?", userId).orElse(null));
        if (matches) {
            throttle.succeeded(key, address);
        }
        return matches;
    }

    @Override
    public Optional<Account> find(UUID userId) {
        return jdbc.sql(SELECT + " where a.user_id = ?")
                .param(userId)
                .query((row, n) -> AccountRows.read(row, admins))
                .optional();
    }

    @Override
    public void changePassword(UUID userId, String password, @Nullable UUID keepSession) {
        String hash = passwords.hash(AccountRules.password("password", password));
        transaction.executeWithoutResult(status -> {
            update("update account set password_hash = ? where user_id = ?", hash, userId);
            jdbc.sql("delete from session where user_id = ? and session_id is distinct from ?")
                    .param(userId)
                    .param(keepSession)
                    .update();
        });
    }

    @Override
    public void changeSettings(UUID userId, String dateOrder, @Nullable String email) {
        int changed = jdbc.sql("update account set date_order = ?, email = ? where user_id = ?")
                .param(AccountRules.dateOrder(dateOrder))
                .param(email == null ? null : AccountRules.email(email))
                .param(userId)
                .update();
        if (changed == 0) {
            throw RejectedException.notFound();
        }
    }

    @Override
    public void setActive(UUID userId, boolean active) {
        transaction.executeWithoutResult(status -> {
            update("update account set active = ? where user_id = ?", active, userId);
            if (!active) {
                sessions.endAll(userId);
            }
        });
    }

    @Override
    public List<Account> list(@Nullable UUID after, int limit) {
        return jdbc.sql(SELECT + " where a.user_id > ? order by a.user_id limit ?")
                .param(after == null ? new UUID(0, 0) : after)
                .param(limit)
                .query((row, n) -> AccountRows.read(row, admins))
                .list();
    }

    private void update(String sql, Object... parameters) {
        if (jdbc.sql(sql).params(List.of(parameters)).update() == 0) {
            throw RejectedException.notFound();
        }
    }

    private Optional<String> hash(String where, Object parameter) {
        return jdbc.sql("select password_hash from account where " + where)
                .param(parameter)
                .query(String.class)
                .optional();
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

    private static RejectedException nameTaken() {
        return RejectedException.invalid("username", "Username already exists");
    }
}
