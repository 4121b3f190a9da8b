package behflow.command.account;

import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Slows down who guesses passwords. Attempts are noted in the database before the password is looked at, so that neither a
 * restart, another node nor guessing in parallel helps; one that succeeds is taken out again. What counts is the account from
 * one address, and the address; the account from everywhere only counts for addresses from which its user has not logged in
 * within 90 days, so that a stranger can't lock the user out. An attempt whose end is open counts for nobody's throttling: where
 * it could be one too many, the next waits for it. So people who know their passwords are never throttled, however many they
 * are. Attempts that are refused are not counted: who comes back when told to is let in.
 */
@Component
class LoginThrottle {

    static final Duration WINDOW = Duration.ofMinutes(15);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int PER_ACCOUNT_AND_ADDRESS = 5;
    private static final int PER_ADDRESS = 20;
    private static final int PER_ACCOUNT = 50;

    /** An attempt whose node died while it looked counts as failed after a while. */
    private static final String FAILED = "(failed or attempted_at < now() - interval '30 seconds')";

    private static final String RECENT = " and attempted_at > now() - interval '15 minutes'";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    LoginThrottle(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /** One thing that is counted. */
    private record Count(String what, int limit, List<Object> parameters) {}

    /**
     * Refuses who has failed too often, at little cost.
     *
     * @throws RejectedException TOO_MANY
     */
    void refuseThrottled(String usernameKey, String address) {
        counts(usernameKey, address).forEach(this::refuseThrottled);
    }

    /**
     * Notes one attempt, whose end is open. Waits for others where all of them could be guesses too many.
     *
     * @return its number
     * @throws RejectedException TOO_MANY; UNAVAILABLE where others do not end
     */
    long begin(String usernameKey, String address) {
        jdbc.sql("delete from login_attempt where attempted_at < now() - interval '15 minutes'")
                .update();
        long attempt = note(usernameKey, address);
        try {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                List<Count> counts = counts(usernameKey, address);
                counts.forEach(this::refuseThrottled);
                if (counts.stream().allMatch(count -> fits(count, attempt))) {
                    return attempt;
                }
                if (System.nanoTime() > deadline) {
                    throw RejectedException.unavailable("Too many people log in just now", Duration.ofSeconds(5));
                }
                pause();
            }
        } catch (RejectedException e) {
            jdbc.sql("delete from login_attempt where id = ?").param(attempt).update();
            throw e;
        }
    }

    /** It was a guess. */
    void failed(long attempt) {
        jdbc.sql("update login_attempt set failed = true where id = ?")
                .param(attempt)
                .update();
    }

    /** The attempt was no guess, and the address is one of the user's. */
    void succeeded(long attempt, String usernameKey, String address) {
        jdbc.sql("delete from login_attempt where id = ? or failed and username_key = ? and address = ?")
                .params(List.of(attempt, usernameKey, address))
                .update();
        jdbc.sql("insert into account_address (user_id, address)"
                        + " select user_id, ? from account where username_key = ? for key share"
                        + " on conflict (user_id, address) do update set last_login_at = now()")
                .params(List.of(address, usernameKey))
                .update();
        jdbc.sql("delete from account_address where last_login_at < now() - interval '90 days'")
                .update();
    }

    /** One at a time for an account and for an address: whoever has a lower number is there before a higher one looks. */
    private long note(String usernameKey, String address) {
        Long attempt = transaction.execute(status -> {
            LongStream.of(("u" + usernameKey).hashCode(), ("a" + address).hashCode())
                    .sorted()
                    .forEach(lock -> jdbc.sql("select pg_advisory_xact_lock(?::int, ?::int)")
                            .params(List.of(LoginThrottle.class.getName().hashCode(), lock))
                            .query((row, n) -> n)
                            .list());
            return jdbc.sql("insert into login_attempt (username_key, address) values (?, ?) returning id")
                    .params(List.of(usernameKey, address))
                    .query(Long.class)
                    .single();
        });
        return attempt == null ? -1 : attempt;
    }

    private List<Count> counts(String usernameKey, String address) {
        Count both =
                new Count("username_key = ? and address = ?", PER_ACCOUNT_AND_ADDRESS, List.of(usernameKey, address));
        Count from = new Count("address = ?", PER_ADDRESS, List.of(address));
        return known(usernameKey, address)
                ? List.of(both, from)
                : List.of(both, from, new Count("username_key = ?", PER_ACCOUNT, List.of(usernameKey)));
    }

    private void refuseThrottled(Count count) {
        Long wait = jdbc.sql("select case when count(*) >= " + count.limit
                        + " then 1 + extract(epoch from min(attempted_at) + interval '15 minutes' - now())::bigint end"
                        + " from (select attempted_at from login_attempt where " + count.what + " and " + FAILED
                        + RECENT + " order by attempted_at desc limit " + count.limit + ") latest")
                .params(count.parameters)
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

    /** Whether all that failed, and all that may yet fail ahead of this attempt, are still not too many. */
    private boolean fits(Count count, long attempt) {
        return jdbc.sql("select count(*) < " + count.limit + " from login_attempt where " + count.what + " and ("
                        + FAILED + " or id < " + attempt + ")" + RECENT)
                .params(count.parameters)
                .query(Boolean.class)
                .single();
    }

    private boolean known(String usernameKey, String address) {
        return jdbc.sql("select exists (select 1 from account_address k join account a using (user_id)"
                        + " where a.username_key = ? and k.address = ?)")
                .params(List.of(usernameKey, address))
                .query(Boolean.class)
                .single();
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(10, 40));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RejectedException.unavailable("The login was interrupted", Duration.ofSeconds(5));
        }
    }
}
