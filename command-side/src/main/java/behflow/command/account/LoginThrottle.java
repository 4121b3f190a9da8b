package behflow.command.account;

import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Slows down who guesses passwords. Attempts are counted in the database before the password is looked at, so that neither
 * a restart, another node nor guessing in parallel helps; one that succeeds is taken out again. What is counted is the
 * account from one address, and the address; the account from everywhere only counts for addresses from which its user has
 * not logged in within 90 days, so that a stranger can't lock the user out. Attempts that are refused are not counted: who
 * comes back when told to is let in.
 */
@Component
class LoginThrottle {

    static final Duration WINDOW = Duration.ofMinutes(15);
    private static final int PER_ACCOUNT_AND_ADDRESS = 5;
    private static final int PER_ADDRESS = 20;
    private static final int PER_ACCOUNT = 50;

    private final JdbcClient jdbc;

    LoginThrottle(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Counts one attempt.
     *
     * @throws RejectedException TOO_MANY
     */
    void attempt(String usernameKey, String address) {
        jdbc.sql("delete from login_attempt where attempted_at < now() - interval '15 minutes'")
                .update();
        long id = jdbc.sql("insert into login_attempt (username_key, address) values (?, ?) returning id")
                .params(List.of(usernameKey, address))
                .query(Long.class)
                .single();
        try {
            check("username_key = ? and address = ?", PER_ACCOUNT_AND_ADDRESS, usernameKey, address);
            check("address = ?", PER_ADDRESS, address);
            if (!known(usernameKey, address)) {
                check("username_key = ?", PER_ACCOUNT, usernameKey);
            }
        } catch (RejectedException e) {
            jdbc.sql("delete from login_attempt where id = ?").param(id).update();
            throw e;
        }
    }

    /** The attempt was no guess, and the address is one of the user's. */
    void succeeded(String usernameKey, String address) {
        jdbc.sql("delete from login_attempt where username_key = ? and address = ?")
                .params(List.of(usernameKey, address))
                .update();
        jdbc.sql("insert into account_address (user_id, address)"
                        + " select user_id, ? from account where username_key = ? for key share"
                        + " on conflict (user_id, address) do update set last_login_at = now()")
                .params(List.of(address, usernameKey))
                .update();
        jdbc.sql("delete from account_address where last_login_at < now() - interval '90 days'")
                .update();
    }

    private void check(String what, int limit, Object... parameters) {
        Long wait = jdbc.sql("select case when count(*) > " + limit
                        + " then 1 + extract(epoch from min(attempted_at) + interval '15 minutes' - now())::bigint end"
                        + " from (select attempted_at from login_attempt where " + what
                        + " and attempted_at > now() - interval '15 minutes' order by attempted_at desc limit "
                        + (limit + 1) + ") latest")
                .params(List.of(parameters))
                .query(Long.class)
                .optional()
                .orElse(null);
        if (wait != null) {
            throw new RejectedException(
                    RejectionCode.TOO_MANY,
                    "Too many failed attempts; try again later",
                    List.of(),
                    Duration.ofSeconds(Math.max(1, wait)));
        }
    }

    private boolean known(String usernameKey, String address) {
        return jdbc.sql("select exists (select 1 from account_address k join account a using (user_id)"
                        + " where a.username_key = ? and k.address = ?)")
                .params(List.of(usernameKey, address))
                .query(Boolean.class)
                .single();
    }
}
