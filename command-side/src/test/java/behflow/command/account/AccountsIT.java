package behflow.command.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import behflow.api.account.Account;
import behflow.api.account.Accounts.NewAccount;
import behflow.api.account.command.ChangeSettings;
import behflow.api.kernel.Ids;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.api.task.To;
import behflow.command.kernel.AxonNode;
import behflow.testing.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
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

    /** Called with every password that is looked at. */
    private volatile Runnable meanwhile = () -> {};

    private final CountingEncoder encoder = new CountingEncoder();
    private final JdbcAccounts one = node(new AccountProperties(List.of(), "open", Duration.ofHours(24)));
    private final JdbcAccounts two = node(new AccountProperties(List.of(), "open", Duration.ofHours(24)));

    private static AxonNode nodeOne;
    private static AxonNode nodeTwo;
    private static int nodes;

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
        nodeOne = AxonNode.start(DATABASE, AccountAggregate.class);
        nodeTwo = AxonNode.start(DATABASE, AccountAggregate.class);
    }

    @AfterAll
    static void stop() {
        nodeTwo.close();
        nodeOne.close();
    }

    @BeforeEach
    void empty() {
        JDBC.sql("truncate account, login_attempt, eventstore.event, eventstore.log_head cascade")
                .update();
    }

    @Test
    void givenNobody_whenManyRegisterAtOnceOnTwoNodes_thenExactlyOneIsAdministrator() throws Exception {
        List<Callable<Account>> registrations = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            JdbcAccounts node = i % 2 == 0 ? one : two;
            String name = "user-" + i;
            registrations.add(() -> node.register(account(name), bySelf()));
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
                    node.register(account(name), bySelf());
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
        assertThat(closed.register(account("first"), bySelf()).admin()).isTrue();
        rejected(RejectionCode.FORBIDDEN, () -> closed.register(account("second"), bySelf()));
        rejected(RejectionCode.FORBIDDEN, () -> closed.register(account("first"), bySelf()));
        assertThat(closed.register(account("second"), byAdmin()).admin()).isFalse();
    }

    @Test
    void givenClosedRegistrationAndNobody_whenManyRegisterAtOnce_thenOneDoes() throws Exception {
        JdbcAccounts closed = node(new AccountProperties(List.of(), "closed", Duration.ofHours(24)));
        List<Callable<Integer>> registrations = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String name = "user-" + i;
            registrations.add(() -> {
                try {
                    closed.register(account(name), bySelf());
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
        one.register(account("first"), bySelf());
        one.register(account("alice"), bySelf());
        JdbcAccounts named = node(new AccountProperties(List.of(" Alice ", "bob", ""), "open", Duration.ofHours(24)));
        assertThat(named.login("ALICE", "securepass123", HOME, null).account().admin())
                .isTrue();
        rejected(RejectionCode.FORBIDDEN, () -> named.register(account("BOB"), bySelf()));
        rejected(RejectionCode.INVALID, () -> named.register(account("alice"), bySelf()));
        assertThat(named.register(account("Bob"), byAdmin()).admin()).isTrue();
        assertThat(named.register(account("carol"), bySelf()).admin()).isFalse();
        assertThat(count("select count(*) from account where admin"))
                .as("the list makes administrators while it names them, no longer")
                .isOne();
        assertThat(one.login("alice", "securepass123", HOME, null).account().admin())
                .isFalse();
    }

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
        meanwhile = AccountsIT::hashing;
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
            two.manage(john.userId(), "another-pass", null, Origin.ofAdmin(Ids.newId(), john.userId(), Ids.newId()));
        };
        rejected(RejectionCode.UNAUTHENTICATED, () -> one.login("john", "securepass123", HOME, null));
        meanwhile = () -> {
            meanwhile = () -> {};
            two.manage(john.userId(), null, false, Origin.ofAdmin(Ids.newId(), john.userId(), Ids.newId()));
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

    @Test
    void givenEventThatCantBeStored_whenRegisteredOrManaged_thenNoRowIsWrittenEither() throws Exception {
        DATABASE.execute(
                "alter table eventstore.event add constraint none check (type not like 'account.%') not valid");
        try {
            assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> one.register(account("john"), bySelf()));
            assertThat(count("select count(*) from account")).isZero();
        } finally {
            DATABASE.execute("alter table eventstore.event drop constraint none");
        }
        Account john = one.register(account("john"), bySelf());
        DATABASE.execute(
                "alter table eventstore.event add constraint none check (type not like 'account.%') not valid");
        try {
            assertThatExceptionOfType(RuntimeException.class)
                    .isThrownBy(() -> two.manage(
                            john.userId(),
                            "another-pass",
                            false,
                            Origin.ofAdmin(Ids.newId(), john.userId(), Ids.newId())));
        } finally {
            DATABASE.execute("alter table eventstore.event drop constraint none");
        }
        assertThat(one.login("john", "securepass123", HOME, null).account().active())
                .isTrue();
    }

    @Test
    void givenSettings_whenChanged_thenRowAndEventTogetherOrNeither() throws Exception {
        Account john = one.register(account("john"), bySelf());
        Origin origin = Origin.ofUser(john.userId(), Ids.newId());
        one.changeSettings(
                new ChangeSettings(john.userId(), new To<>("Asia/Tehran"), "ymd", new To<>("john@example.org")),
                origin);
        two.changeSettings(new ChangeSettings(john.userId(), new To<>("Asia/Tehran"), null, new To<>(null)), origin);
        Account changed = one.find(john.userId()).orElseThrow();
        assertThat(changed.dateOrder()).isEqualTo("ymd");
        assertThat(changed.email()).isNull();
        UUID nobody = Ids.newId();
        rejected(
                RejectionCode.NOT_FOUND,
                () -> one.changeSettings(
                        new ChangeSettings(nobody, new To<>("Asia/Tehran"), "mdy", null),
                        Origin.ofUser(nobody, Ids.newId())));
        DATABASE.execute(
                "alter table eventstore.event add constraint none check (type <> 'account.timezone_changed') not valid");
        try {
            assertThatExceptionOfType(RuntimeException.class)
                    .isThrownBy(() -> two.changeSettings(
                            new ChangeSettings(john.userId(), new To<>("UTC"), "mdy", null), origin));
        } finally {
            DATABASE.execute("alter table eventstore.event drop constraint none");
        }
        assertThat(one.find(john.userId()).orElseThrow().dateOrder()).isEqualTo("ymd");
        assertThat(JDBC.sql("select type from eventstore.event order by position")
                        .query(String.class)
                        .list())
                .containsExactly("account.registered", "account.timezone_changed");
    }

    @Test
    void givenAccounts_whenRegisteredDisabledAndEnabled_thenEachHasItsEventsOnce() {
        Account john = one.register(account("john"), bySelf());
        rejected(RejectionCode.INVALID, () -> two.register(account("john"), bySelf()));
        Origin admin = Origin.ofAdmin(Ids.newId(), john.userId(), Ids.newId());
        two.manage(john.userId(), null, true, admin);
        two.manage(john.userId(), "another-pass", false, admin);
        one.manage(john.userId(), null, false, admin);
        one.manage(john.userId(), null, true, admin);
        assertThat(JDBC.sql("select type from eventstore.event order by position")
                        .query(String.class)
                        .list())
                .containsExactly("account.registered", "account.password_reset", "account.disabled", "account.enabled");
        assertThat(one.login("john", "another-pass", HOME, null).account().active())
                .isTrue();
    }

    private static void hashing() {
        try {
            TimeUnit.MILLISECONDS.sleep(30);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private JdbcAccounts node(AccountProperties properties) {
        AxonNode node = nodes++ % 2 == 0 ? nodeOne : nodeTwo;
        JdbcClient jdbc = JdbcClient.create(node.bean(DataSource.class));
        TransactionTemplate transaction =
                new TransactionTemplate(new JdbcTransactionManager(node.bean(DataSource.class)));
        return new JdbcAccounts(
                jdbc,
                transaction,
                new Passwords(encoder),
                new LoginThrottle(jdbc, transaction),
                new JdbcSessions(jdbc, new TokenLookup(node.bean(DataSource.class), properties), properties),
                node.bean(CommandGateway.class),
                properties);
    }

    private static Origin bySelf() {
        return Origin.ofUser(Ids.newId(), Ids.newId());
    }

    private static Origin byAdmin() {
        return Origin.ofAdmin(Ids.newId(), Ids.newId(), Ids.newId());
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
    private final class CountingEncoder implements PasswordEncoder {

        private final AtomicInteger matches = new AtomicInteger();

        @Override
        public String encode(CharSequence password) {
            return "hash of " + password;
        }

        @Override
        public boolean matches(CharSequence password, String hash) {
            matches.incrementAndGet();
            meanwhile.run();
            return hash.equals("hash of " + password);
        }
    }
}
