package behflow.command.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import behflow.api.account.Accounts.NewAccount;
import behflow.api.kernel.Ids;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.command.kernel.AxonNode;
import behflow.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.transaction.support.TransactionTemplate;

/** Accounts on two nodes over one database, empty before each test. */
abstract class AccountNodesIT {

    static final TestDatabase DATABASE = TestDatabase.create();
    static final JdbcClient JDBC = JdbcClient.create(DATABASE.dataSource());
    static final String HOME = "192.0.2.1";

    /** Called with every password that is looked at. */
    volatile Runnable meanwhile = () -> {};

    final CountingEncoder encoder = new CountingEncoder();
    final JdbcAccounts one = node(new AccountProperties(List.of(), "open", Duration.ofHours(24)));
    final JdbcAccounts two = node(new AccountProperties(List.of(), "open", Duration.ofHours(24)));

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
        JDBC.sql(
                        "create table if not exists account_timezone (user_id uuid primary key, owner_id uuid not null, timezone text)")
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

    JdbcAccounts node(AccountProperties properties) {
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

    static Origin bySelf() {
        return Origin.ofUser(Ids.newId(), Ids.newId());
    }

    /** An administrator's act on a user, as one of {@link #administrator}. */
    static Origin on(UUID userId) {
        return Origin.ofAdmin(administrator(), userId, Ids.newId());
    }

    /** A row without a log. */
    static UUID administrator() {
        UUID userId = Ids.newId();
        JDBC.sql("insert into account (user_id, username, username_key, name, lastname, password_hash, admin)"
                        + " values (?, ?, ?, 'N', 'L', 'none', true)")
                .params(List.of(userId, userId.toString(), userId.toString()))
                .update();
        return userId;
    }

    static NewAccount account(String username) {
        return new NewAccount(username, "securepass123", "John", "Doe");
    }

    static <T> List<T> allAtOnce(List<Callable<T>> work) throws Exception {
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

    static RejectedException rejected(RejectionCode code, Runnable work) {
        RejectedException rejection = rejectedWithAny(work);
        assertThat(rejection.code()).isEqualTo(code);
        return rejection;
    }

    static RejectedException rejectedWithAny(Runnable work) {
        return assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(work::run)
                .actual();
    }

    static long count(String sql) {
        return JDBC.sql(sql).query(Long.class).single();
    }

    /** Cheap, and counts; the real one is in the tests over HTTP. */
    final class CountingEncoder implements PasswordEncoder {

        final AtomicInteger matches = new AtomicInteger();

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
