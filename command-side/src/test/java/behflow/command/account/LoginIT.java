package behflow.command.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import behflow.api.account.Account;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who is let in, and what guessing passwords costs: on two nodes over one database. */
class LoginIT extends AccountNodesIT {

    @Test
    void givenKnownUnknownAndDisabled_whenPasswordIsWrong_thenTheSameWorkAndAnswer() {
        one.register(account("first"), bySelf());
        Account disabled = one.register(account("disabled"), bySelf());
        JDBC.sql("update account set active = false where user_id = ?")
                .param(disabled.userId())
                .update();
        for (String name : List.of("first", "nobody", "x".repeat(5_000), "", "disabled")) {
            encoder.matches.set(0);
            RejectedException rejection =
                    rejected(RejectionCode.UNAUTHENTICATED, () -> one.login(name, "wrong-password", HOME, null));
            assertThat(rejection.detail()).isEqualTo("Invalid credentials");
            assertThat(encoder.matches).as("hashes for %s", name).hasValue(1);
            JDBC.sql("truncate login_attempt").update();
        }
        rejected(RejectionCode.UNAUTHENTICATED, () -> one.login("disabled", "securepass123", HOME, null));
    }

    @Test
    void givenPasswordLongerThanAny_whenTried_thenItMatchesNothing() {
        Account account = one.register(account("john"), bySelf());
        String password = "p".repeat(129);
        JDBC.sql("update account set password_hash = ? where user_id = ?")
                .params(List.of("hash of " + password, account.userId()))
                .update();
        encoder.matches.set(0);
        rejected(RejectionCode.UNAUTHENTICATED, () -> one.login("john", password, HOME, null));
        assertThat(encoder.matches).as("at the same cost").hasValue(1);
    }

    @Test
    void givenFailuresOnOneNode_whenTriedOnTheOther_thenThrottledBeforeAnyHash() {
        one.register(account("john"), bySelf());
        for (int i = 0; i < 5; i++) {
            JdbcAccounts node = i % 2 == 0 ? one : two;
            rejected(RejectionCode.UNAUTHENTICATED, () -> node.login("john", "wrong-password", HOME, null));
        }
        encoder.matches.set(0);
        for (JdbcAccounts node : List.of(one, two, one, two)) {
            RejectedException rejection =
                    rejected(RejectionCode.TOO_MANY, () -> node.login("JOHN", "securepass123", HOME, null));
            assertThat(rejection.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(901));
        }
        assertThat(encoder.matches).hasValue(0);
        assertThat(count("select count(*) from login_attempt"))
                .as("who is refused is not counted")
                .isEqualTo(5);
        age(Duration.ofMinutes(15));
        assertThat(two.login("john", "securepass123", HOME, null).account().username())
                .isEqualTo("john");
    }

    @Test
    void givenParallelGuesses_whenMoreThanAllowed_thenNoMoreThanTheLimitAreTried() throws Exception {
        one.register(account("john"), bySelf());
        encoder.matches.set(0);
        List<Callable<Integer>> guesses = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            JdbcAccounts node = i % 2 == 0 ? one : two;
            guesses.add(() -> {
                rejectedWithAny(() -> node.login("john", "wrong-password", HOME, null));
                return 0;
            });
        }
        allAtOnce(guesses);
        assertThat(encoder.matches.get()).isLessThanOrEqualTo(5);
    }

    @Test
    void givenStrangersEverywhere_whenTheUserLogsInFromHome_thenNotLockedOut() {
        one.register(account("john"), bySelf());
        one.login("john", "securepass123", HOME, null);
        for (int i = 0; i < 50; i++) {
            JDBC.sql("insert into login_attempt (username_key, address, failed) values ('john', ?, true)")
                    .param("198.51.100." + i)
                    .update();
        }
        rejected(RejectionCode.TOO_MANY, () -> two.login("john", "securepass123", "203.0.113.9", null));
        assertThat(count("select count(*) from session")).isOne();
        assertThat(two.login("john", "securepass123", HOME, null).account().username())
                .isEqualTo("john");
    }

    @Test
    void givenManyNamesFromOneAddress_whenAnotherIsTried_thenTheAddressIsThrottled() {
        one.register(account("john"), bySelf());
        for (int i = 0; i < 20; i++) {
            String name = "guess-" + i;
            rejected(RejectionCode.UNAUTHENTICATED, () -> two.login(name, "password1", HOME, null));
        }
        rejected(RejectionCode.TOO_MANY, () -> one.login("john", "securepass123", HOME, null));
        assertThat(one.login("john", "securepass123", "192.0.2.2", null)
                        .account()
                        .username())
                .isEqualTo("john");
    }

    @Test
    void givenManyWhoKnowTheirPasswords_whenTheyLogInAtOnceFromOneAddress_thenNobodyIsThrottled() throws Exception {
        for (int i = 0; i < 6; i++) {
            one.register(account("user-" + i), bySelf());
        }
        meanwhile = LoginIT::hashing;
        List<Callable<String>> logins = new ArrayList<>();
        for (int i = 0; i < 36; i++) {
            JdbcAccounts node = i % 2 == 0 ? one : two;
            String name = "user-" + i % 6;
            logins.add(() -> node.login(name, "securepass123", HOME, null).token());
        }
        assertThat(allAtOnce(logins)).hasSize(36).doesNotHaveDuplicates();
        assertThat(count("select count(*) from login_attempt")).isZero();
    }

    @Test
    void givenAttemptWhoseNodeDied_whenOthersTry_thenItCountsAsFailedAfterAWhile() {
        one.register(account("john"), bySelf());
        for (int i = 0; i < 5; i++) {
            JDBC.sql("insert into login_attempt (username_key, address) values ('john', ?)")
                    .param(HOME)
                    .update();
        }
        age(Duration.ofSeconds(31));
        rejected(RejectionCode.TOO_MANY, () -> one.login("john", "securepass123", HOME, null));
    }

    @Test
    void givenPasswordChangedWhileTheOldOneIsLookedAt_whenLoggedIn_thenNoSession() {
        Account john = one.register(account("john"), bySelf());
        meanwhile = () -> {
            meanwhile = () -> {};
            two.manage(john.userId(), "another-pass", null, on(john.userId()));
        };
        rejected(RejectionCode.UNAUTHENTICATED, () -> one.login("john", "securepass123", HOME, null));
        meanwhile = () -> {
            meanwhile = () -> {};
            two.manage(john.userId(), null, false, on(john.userId()));
        };
        rejected(RejectionCode.UNAUTHENTICATED, () -> one.login("john", "another-pass", HOME, null));
        assertThat(count("select count(*) from session")).isZero();
    }

    @Test
    void givenChangeThatIsNotCommittedYet_whenLoggedIn_thenItIsWaitedFor() throws Exception {
        one.register(account("john"), bySelf());
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (Connection disabling = DATABASE.dataSource().getConnection()) {
            disabling.setAutoCommit(false);
            disabling.createStatement().execute("update account set active = false; delete from session");
            Future<?> login = threads.submit(() -> two.login("john", "securepass123", HOME, null));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (count("select count(*) from pg_stat_activity where datname = current_database()"
                                    + " and wait_event_type = 'Lock' and query like 'insert into session%'")
                            == 0
                    && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            disabling.commit();
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> login.get(10, TimeUnit.SECONDS))
                    .withMessageContaining("Invalid credentials");
        } finally {
            threads.shutdownNow();
        }
        assertThat(count("select count(*) from session")).isZero();
    }

    private static void hashing() {
        try {
            TimeUnit.MILLISECONDS.sleep(30);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void age(Duration by) {
        JDBC.sql("update login_attempt set attempted_at = attempted_at - ? * interval '1 second'")
                .param(by.toSeconds())
                .update();
    }
}
