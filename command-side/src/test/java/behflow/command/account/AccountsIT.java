package behflow.command.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import behflow.api.account.Account;
import behflow.api.account.Accounts.NewAccount;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.transaction.support.TransactionTemplate;

/** Who becomes administrator, who may register, and what guessing passwords costs: on two nodes over one database. */
class AccountsIT {

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final JdbcClient JDBC = JdbcClient.create(DATABASE.dataSource());
    private static final String HOME = "192.0.2.1";

    private final CountingEncoder encoder = new CountingEncoder();
    private final JdbcAccounts one = node(new AccountProperties(List.of(), "open", Duration.ofHours(24)));
    private final JdbcAccounts two = node(new AccountProperties(List.of(), "open", Duration.ofHours(24)));

    @BeforeAll
    static void migrate() {
        Flyway.configure()
                .dataSource(DATABASE.dataSource())
                .locations("classpath:db/migration/command")
                .load()
                .migrate();
        // The projection that accounts are joined with belongs to the other side.
        JDBC.sql("create table account_timezone (user_id uuid primary key, owner_id uuid not null, timezone text)")
                .update();
    }

    @BeforeEach
    void empty() {
        JDBC.sql("truncate account, login_attempt cascade").update();
    }

    @Test
    void givenNobody_whenManyRegisterAtOnceOnTwoNodes_thenExactlyOneIsAdministrator() throws Exception {
        List<Callable<Account>> registrations = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            JdbcAccounts node = i % 2 == 0 ? one : two;
            String name = "user-" + i;
            registrations.add(() -> node.register(account(name), false));
        }
        List<Account> registered = allAtOnce(registrations);
        assertThat(registered).hasSize(12);
        assertThat(registered.stream().filter(Account::admin)).hasSize(1);
        assertThat(count("select count(*) from account where admin")).isOne();
    }

    @Test
    void givenOneName_whenManyRegisterItAtOnce_thenOneDoes() throws Exception {
        List<Callable<Integer>> registrations = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            JdbcAccounts node = i % 2 == 0 ? one : two;
            String name = i % 3 == 0 ? "Same" : "same";
            registrations.add(() -> {
                try {
                    node.register(account(name), false);
                    return 1;
                } catch (RejectedException e) {
                    assertThat(e.code()).isEqualTo(RejectionCode.INVALID);
                    assertThat(e.detail()).isEqualTo("Username already exists");
                    return 0;
                }
            });
        }
        assertThat(allAtOnce(registrations).stream().mapToInt(i -> i).sum()).isOne();
    }

    @Test
    void givenClosedRegistration_whenRegistering_thenOnlyTheFirstAndByAdministrators() {
        JdbcAccounts closed = node(new AccountProperties(List.of(), "closed", Duration.ofHours(24)));
        assertThat(closed.register(account("first"), false).admin()).isTrue();
        rejected(RejectionCode.FORBIDDEN, () -> closed.register(account("second"), false));
        rejected(RejectionCode.FORBIDDEN, () -> closed.register(account("first"), false));
        assertThat(closed.register(account("second"), true).admin()).isFalse();
    }

    @Test
    void givenClosedRegistrationAndNobody_whenManyRegisterAtOnce_thenOneDoes() throws Exception {
        JdbcAccounts closed = node(new AccountProperties(List.of(), "closed", Duration.ofHours(24)));
        List<Callable<Integer>> registrations = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String name = "user-" + i;
            registrations.add(() -> {
                try {
                    closed.register(account(name), false);
                    return 1;
                } catch (RejectedException e) {
                    assertThat(e.code()).isEqualTo(RejectionCode.FORBIDDEN);
                    return 0;
                }
            });
        }
        assertThat(allAtOnce(registrations).stream().mapToInt(i -> i).sum()).isOne();
    }

    @Test
    void givenNamedAdministrators_whenTheNameIsFree_thenOnlyAnAdministratorCanRegisterIt() {
        one.register(account("first"), false);
        one.register(account("alice"), false);
        JdbcAccounts named = node(new AccountProperties(List.of(" Alice ", "bob", ""), "open", Duration.ofHours(24)));
        assertThat(named.authenticate("ALICE", "securepass123", HOME).admin()).isTrue();
        rejected(RejectionCode.FORBIDDEN, () -> named.register(account("BOB"), false));
        rejected(RejectionCode.INVALID, () -> named.register(account("alice"), false));
        assertThat(named.register(account("Bob"), true).admin()).isTrue();
        assertThat(named.register(account("carol"), false).admin()).isFalse();
        assertThat(count("select count(*) from account where admin"))
                .as("the list makes administrators while it names them, no longer")
                .isOne();
        assertThat(one.authenticate("alice", "securepass123", HOME).admin()).isFalse();
    }

    @Test
    void givenKnownUnknownAndDisabled_whenPasswordIsWrong_thenTheSameWorkAndAnswer() {
        one.register(account("first"), false);
        Account disabled = one.register(account("disabled"), false);
        JDBC.sql("update account set active = false where user_id = ?")
                .param(disabled.userId())
                .update();
        for (String name : List.of("first", "nobody", "x".repeat(5_000), "", "disabled")) {
            encoder.matches.set(0);
            RejectedException rejection =
                    rejected(RejectionCode.UNAUTHENTICATED, () -> one.authenticate(name, "wrong-password", HOME));
            assertThat(rejection.detail()).isEqualTo("Invalid credentials");
            assertThat(encoder.matches).as("hashes for %s", name).hasValue(1);
            JDBC.sql("truncate login_attempt").update();
        }
        rejected(RejectionCode.UNAUTHENTICATED, () -> one.authenticate("disabled", "securepass123", HOME));
    }

    @Test
    void givenFailuresOnOneNode_whenTriedOnTheOther_thenThrottledBeforeAnyHash() {
        one.register(account("john"), false);
        for (int i = 0; i < 5; i++) {
            JdbcAccounts node = i % 2 == 0 ? one : two;
            rejected(RejectionCode.UNAUTHENTICATED, () -> node.authenticate("john", "wrong-password", HOME));
        }
        encoder.matches.set(0);
        for (JdbcAccounts node : List.of(one, two, one, two)) {
            RejectedException rejection =
                    rejected(RejectionCode.TOO_MANY, () -> node.authenticate("JOHN", "securepass123", HOME));
            assertThat(rejection.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(901));
        }
        assertThat(encoder.matches).hasValue(0);
        assertThat(count("select count(*) from login_attempt"))
                .as("who is refused is not counted")
                .isEqualTo(5);
        age(Duration.ofMinutes(15));
        assertThat(two.authenticate("john", "securepass123", HOME).username()).isEqualTo("john");
    }

    @Test
    void givenParallelGuesses_whenMoreThanAllowed_thenNoMoreThanTheLimitAreTried() throws Exception {
        one.register(account("john"), false);
        encoder.matches.set(0);
        List<Callable<Integer>> guesses = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            JdbcAccounts node = i % 2 == 0 ? one : two;
            guesses.add(() -> {
                rejectedWithAny(() -> node.authenticate("john", "wrong-password", HOME));
                return 0;
            });
        }
        allAtOnce(guesses);
        assertThat(encoder.matches.get()).isLessThanOrEqualTo(5);
    }

    @Test
    void givenStrangersEverywhere_whenTheUserLogsInFromHome_thenNotLockedOut() {
        one.register(account("john"), false);
        one.authenticate("john", "securepass123", HOME);
        for (int i = 0; i < 50; i++) {
            JDBC.sql("insert into login_attempt (username_key, address) values ('john', ?)")
                    .param("198.51.100." + i)
                    .update();
        }
        rejected(RejectionCode.TOO_MANY, () -> two.authenticate("john", "securepass123", "203.0.113.9"));
        assertThat(count("select count(*) from session")).isZero();
        assertThat(two.authenticate("john", "securepass123", HOME).username()).isEqualTo("john");
    }

    @Test
    void givenManyNamesFromOneAddress_whenAnotherIsTried_thenTheAddressIsThrottled() {
        one.register(account("john"), false);
        for (int i = 0; i < 20; i++) {
            String name = "guess-" + i;
            rejected(RejectionCode.UNAUTHENTICATED, () -> two.authenticate(name, "password1", HOME));
        }
        rejected(RejectionCode.TOO_MANY, () -> one.authenticate("john", "securepass123", HOME));
        assertThat(one.authenticate("john", "securepass123", "192.0.2.2").username())
                .isEqualTo("john");
    }

    private JdbcAccounts node(AccountProperties properties) {
        DataSource dataSource = DATABASE.dataSource();
        JdbcClient jdbc = JdbcClient.create(dataSource);
        return new JdbcAccounts(
                jdbc,
                new TransactionTemplate(new JdbcTransactionManager(dataSource)),
                new Passwords(encoder),
                new LoginThrottle(jdbc),
                new JdbcSessions(jdbc, new TokenLookup(dataSource, properties), properties),
                properties);
    }

    private static NewAccount account(String username) {
        return new NewAccount(username, "securepass123", "John", "Doe");
    }

    private static <T> List<T> allAtOnce(List<Callable<T>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(work)) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static RejectedException rejected(RejectionCode code, Runnable work) {
        RejectedException rejection = rejectedWithAny(work);
        assertThat(rejection.code()).isEqualTo(code);
        return rejection;
    }

    private static RejectedException rejectedWithAny(Runnable work) {
        return assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(work::run)
                .actual();
    }

    private static void age(Duration by) {
        JDBC.sql("update login_attempt set attempted_at = attempted_at - ? * interval '1 second'")
                .param(by.toSeconds())
                .update();
    }

    private static long count(String sql) {
        return JDBC.sql(sql).query(Long.class).single();
    }

    /** Cheap, and counts; the real one is in the tests over HTTP. */
    private static final class CountingEncoder implements PasswordEncoder {

        private final AtomicInteger matches = new AtomicInteger();

        @Override
        public String encode(CharSequence password) {
            return "hash of " + password;
        }

        @Override
        public boolean matches(CharSequence password, String hash) {
            matches.incrementAndGet();
            return hash.equals("hash of " + password);
        }
    }
}
