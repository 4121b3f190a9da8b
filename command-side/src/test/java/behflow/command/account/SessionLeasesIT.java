package behflow.command.account;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.account.Account;
import behflow.api.account.Accounts.NewAccount;
import behflow.api.account.Sessions.Session;
import behflow.api.account.command.ChangeSettings;
import behflow.api.kernel.Ids;
import behflow.api.kernel.Origin;
import behflow.api.task.To;
import behflow.command.kernel.AxonNode;
import behflow.testing.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.security.crypto.password.NoOpPasswordEncoder;
import org.springframework.transaction.support.TransactionTemplate;

/** One node holds a lease that is always renewed while the other ends the session or changes its account. */
class SessionLeasesIT {

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final AccountProperties PROPERTIES = new AccountProperties(List.of(), "open", Duration.ofHours(24));
    private static final String HOME = "192.0.2.1";
    private static final String PASSWORD = "securepass123";
    private static final int ROUNDS = 20;

    private static final AtomicInteger statements = new AtomicInteger();
    private static AxonNode axon;
    private static TokenLookup lookup;
    private static JdbcSessions holder;
    private static JdbcSessions sessions;
    private static JdbcAccounts accounts;

    /** What happens to a session on the other node. */
    private interface Change {
        void of(Session session);
    }

    @BeforeAll
    @SuppressWarnings("deprecation")
    static void start() {
        Flyway.configure()
                .dataSource(DATABASE.dataSource())
                .locations("classpath:db/migration/command")
                .load()
                .migrate();
        JdbcClient.create(DATABASE.dataSource())
                .sql("create table account_timezone (user_id uuid primary key, owner_id uuid not null, timezone text)")
                .update();
        axon = AxonNode.start(DATABASE, AccountAggregate.class);
        DataSource here = axon.bean(DataSource.class);
        lookup = new TokenLookup(counting(here), PROPERTIES);
        JdbcClient jdbc = JdbcClient.create(here);
        holder = new JdbcSessions(jdbc, lookup, PROPERTIES);
        sessions = new JdbcSessions(jdbc, new TokenLookup(here, PROPERTIES), PROPERTIES);
        TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(here));
        accounts = new JdbcAccounts(
                jdbc,
                transaction,
                new Passwords(NoOpPasswordEncoder.getInstance()),
                new LoginThrottle(jdbc, transaction),
                sessions,
                axon.bean(CommandGateway.class),
                PROPERTIES);
    }

    @AfterAll
    static void stop() {
        lookup.close();
        axon.close();
    }

    @Test
    void givenHeldSession_whenEndedElsewhere_thenRefusedFromTheAnswerOn() throws Exception {
        whenAnswered(
                session -> sessions.end(session.account().userId(), session.sessionId()), SessionLeasesIT::refused);
    }

    @Test
    void givenHeldSession_whenEndedTwiceElsewhere_thenRefusedFromTheFirstAnswerOn() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        whenAnswered(
                session -> {
                    Future<?> first =
                            other.submit(() -> sessions.end(session.account().userId(), session.sessionId()));
                    while (!sessions.stillValid(List.of(session.sessionId())).isEmpty()) {
                        Thread.onSpinWait();
                    }
                    assertThat(sessions.end(session.account().userId(), session.sessionId()))
                            .isFalse();
                    assertThat(first).succeedsWithin(Duration.ofSeconds(5));
                },
                SessionLeasesIT::refused);
        other.shutdown();
    }

    @Test
    void givenHeldSession_whenThePasswordIsChangedElsewhere_thenRefusedFromTheAnswerOn() throws Exception {
        whenAnswered(
                session -> assertThat(accounts.changePassword(
                                session.account().userId(), PASSWORD, "another-pass", Ids.newId(), HOME))
                        .isTrue(),
                SessionLeasesIT::refused);
    }

    @Test
    void givenHeldSession_whenThePasswordIsResetElsewhere_thenRefusedFromTheAnswerOn() throws Exception {
        whenAnswered(session -> manage(session, "another-pass", null), SessionLeasesIT::refused);
    }

    @Test
    void givenHeldSession_whenTheAccountIsDisabledElsewhere_thenRefusedFromTheAnswerOn() throws Exception {
        whenAnswered(session -> manage(session, null, false), SessionLeasesIT::refused);
    }

    @Test
    void givenHeldSession_whenSettingsAreChangedElsewhere_thenShownFromTheAnswerOn() throws Exception {
        whenAnswered(
                session -> accounts.changeSettings(
                        new ChangeSettings(session.account().userId(), null, "ymd", new To<>("john@example.org")),
                        Origin.ofUser(session.account().userId(), Ids.newId())),
                found -> found.isPresent()
                        && found.get().account().dateOrder().equals("ymd")
                        && "john@example.org".equals(found.get().account().email()));
    }

    @Test
    void givenTokenThatWasNotFound_whenItsSessionIsOpened_thenFoundAtOnce() {
        Account john = register();
        String token = sessions.open(john.userId(), PASSWORD, HOME, null).orElseThrow();
        JdbcClient jdbc = JdbcClient.create(DATABASE.dataSource());
        for (int i = 0; i < ROUNDS; i++) {
            jdbc.sql("update account set active = false where user_id = ?")
                    .param(john.userId())
                    .update();
            SessionLeases.awaitRunOut();
            assertThat(holder.resolve(token)).isEmpty();
            jdbc.sql("update account set active = true where user_id = ?")
                    .param(john.userId())
                    .update();
            assertThat(holder.resolve(token)).isPresent();
        }
    }

    @Test
    void givenHeldSession_whenUsedAgain_thenNobodyAsksTheDatabase_andWhatIsOverGoesByItself() throws Exception {
        String token = sessions.open(register().userId(), PASSWORD, HOME, null).orElseThrow();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        int before = statements.get();
        int uses = 0;
        while (System.nanoTime() < until) {
            assertThat(holder.resolve(token)).isPresent();
            uses++;
        }
        assertThat(uses).isGreaterThan(1_000);
        assertThat(statements.get() - before).isBetween(1, 13);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (lookup.held() > 0 && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(lookup.held()).isZero();
    }

    private void whenAnswered(Change change, Predicate<Optional<Session>> right) throws Exception {
        ExecutorService users = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                Account john = register();
                String token =
                        sessions.open(john.userId(), PASSWORD, HOME, null).orElseThrow();
                Holding holding = new Holding(token, right);
                List<Future<?>> using = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    using.add(users.submit(holding));
                }
                // At another time of the lease in each round.
                TimeUnit.MILLISECONDS.sleep(20 + 7L * round);
                Session session = holder.resolve(token).orElseThrow();
                change.of(session);
                holding.answered = true;
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
                do {
                    TimeUnit.MILLISECONDS.sleep(20);
                } while (holding.looked.get() == 0 && System.nanoTime() < deadline);
                holding.over = true;
                for (Future<?> user : using) {
                    user.get(10, TimeUnit.SECONDS);
                }
                assertThat(holding.wrong)
                        .as("wrong after the answer, in round %s", round)
                        .hasValue(0);
                assertThat(holding.looked).hasPositiveValue();
            }
        } finally {
            users.shutdownNow();
        }
    }

    /** Uses a token all the time, and counts what was not right from the answer on. */
    private static final class Holding implements Runnable {
        private final String token;
        private final Predicate<Optional<Session>> right;
        private final AtomicInteger wrong = new AtomicInteger();
        private final AtomicInteger looked = new AtomicInteger();
        private volatile boolean answered;
        private volatile boolean over;

        Holding(String token, Predicate<Optional<Session>> right) {
            this.token = token;
            this.right = right;
        }

        @Override
        public void run() {
            while (!over) {
                boolean after = answered;
                Optional<Session> found = holder.resolve(token);
                if (after) {
                    looked.incrementAndGet();
                    if (!right.test(found)) {
                        wrong.incrementAndGet();
                    }
                }
            }
        }
    }

    private static boolean refused(Optional<Session> found) {
        return found.isEmpty();
    }

    private static void manage(Session session, String password, Boolean active) {
        UUID user = session.account().userId();
        accounts.manage(user, password, active, Origin.ofAdmin(register().userId(), user, Ids.newId()));
    }

    private static Account register() {
        String name = "user-" + UUID.randomUUID().toString().substring(0, 18);
        return accounts.register(
                new NewAccount(name, PASSWORD, "John", "Doe"), Origin.ofUser(Ids.newId(), Ids.newId()));
    }

    /** Counts the connections taken: one for each look-up. */
    private static DataSource counting(DataSource real) {
        return (DataSource) Proxy.newProxyInstance(
                SessionLeasesIT.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                    statements.incrementAndGet();
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
