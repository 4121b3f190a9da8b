package behflow.command.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import behflow.api.kernel.Ids;
import behflow.testing.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How long a token lives, and that looking tokens up outlives whatever befalls one look-up. */
class TokenLookupIT {

    private static final TestDatabase DATABASE = TestDatabase.create();

    @BeforeAll
    static void migrate() throws SQLException {
        Flyway.configure()
                .dataSource(DATABASE.dataSource())
                .locations("classpath:db/migration/command")
                .load()
                .migrate();
        DATABASE.execute(
                "create table account_timezone (user_id uuid primary key, owner_id uuid not null, timezone text)");
    }

    @Test
    void givenShortIdleLife_whenTheTokenIsUsedAgainAndAgain_thenItLives_andDiesUnused() throws Exception {
        AccountProperties properties = new AccountProperties(List.of(), "open", Duration.ofMinutes(1));
        TokenLookup lookup = new TokenLookup(DATABASE.dataSource(), properties);
        JdbcSessions sessions = new JdbcSessions(JdbcClient.create(DATABASE.dataSource()), lookup, properties);
        UUID user = account("used");
        String token = sessions.open(user, "hash", "192.0.2.1", null).orElseThrow();
        for (int i = 0; i < 3; i++) {
            letPass(user, "45 seconds");
            assertThat(sessions.resolve(token)).as("after %s times", i).isPresent();
            awaitUseWritten(user);
        }
        letPass(user, "67 seconds");
        assertThat(sessions.resolve(token)).isEmpty();
        lookup.close();
    }

    @Test
    void givenUseThatWasNotWritten_whenTheIdleLifeSinceThenIsNotOver_thenItLives() throws Exception {
        AccountProperties properties = new AccountProperties(List.of(), "open", Duration.ofMinutes(1));
        TokenLookup lookup = new TokenLookup(DATABASE.dataSource(), properties);
        JdbcSessions sessions = new JdbcSessions(JdbcClient.create(DATABASE.dataSource()), lookup, properties);
        UUID user = account("hardly");
        String token = sessions.open(user, "hash", "192.0.2.1", null).orElseThrow();
        letPass(user, "4 seconds");
        UUID session = sessions.resolve(token).orElseThrow().sessionId();
        letPass(user, "58 seconds");
        assertThat(sessions.stillValid(List.of(session))).containsExactly(session);
        assertThat(sessions.list(user)).hasSize(1);
        sessions.open(account("another"), "hash", "192.0.2.1", null).orElseThrow();
        assertThat(sessions.resolve(token)).isPresent();
        lookup.close();
    }

    @Test
    void givenOpenStream_whenItOnlyListens_thenItsSessionIsInUse() throws Exception {
        AccountProperties properties = new AccountProperties(List.of(), "open", Duration.ofMinutes(1));
        TokenLookup lookup = new TokenLookup(DATABASE.dataSource(), properties);
        JdbcSessions sessions = new JdbcSessions(JdbcClient.create(DATABASE.dataSource()), lookup, properties);
        UUID user = account("listening");
        String token = sessions.open(user, "hash", "192.0.2.1", null).orElseThrow();
        UUID session = sessions.resolve(token).orElseThrow().sessionId();
        for (int i = 0; i < 3; i++) {
            letPass(user, "45 seconds");
            assertThat(sessions.stillListening(List.of(session))).containsExactly(session);
        }
        letPass(user, "67 seconds");
        assertThat(sessions.stillListening(List.of(session))).isEmpty();
        lookup.close();
    }

    @Test
    @Timeout(30)
    void givenSessionWhoseRowIsHeld_whenItIsUsed_thenNoOtherLookUpWaits() throws Exception {
        AccountProperties properties = new AccountProperties(List.of(), "open", Duration.ofMinutes(1));
        TokenLookup lookup = new TokenLookup(DATABASE.dataSource(), properties);
        JdbcSessions sessions = new JdbcSessions(JdbcClient.create(DATABASE.dataSource()), lookup, properties);
        UUID user = account("held");
        String held = sessions.open(user, "hash", "192.0.2.1", null).orElseThrow();
        String other = sessions.open(account("free"), "hash", "192.0.2.1", null).orElseThrow();
        letPass(user, "45 seconds");
        try (Connection erasing = DATABASE.dataSource().getConnection()) {
            erasing.setAutoCommit(false);
            erasing.createStatement().execute("delete from session where user_id = '" + user + "'");
            assertThat(sessions.resolve(held)).isPresent();
            long asked = System.nanoTime();
            assertThat(sessions.resolve(other)).isPresent();
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(4));
            erasing.rollback();
        }
        lookup.close();
    }

    private static void letPass(UUID user, String time) throws SQLException {
        DATABASE.execute("update session set last_used_at = last_used_at - interval '" + time + "' where user_id = '"
                + user + "'");
        SessionLeases.awaitRunOut();
    }

    /** It is written behind the answer. */
    private static void awaitUseWritten(UUID user) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (JdbcClient.create(DATABASE.dataSource())
                        .sql(
                                "select count(*) from session where user_id = ? and last_used_at < now() - interval '30 seconds'")
                        .param(user)
                        .query(Long.class)
                        .single()
                > 0) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    @Test
    void givenErrorInOneLookUp_whenTheNextComes_thenItIsAnswered() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        DataSource real = DATABASE.dataSource();
        DataSource broken = (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (calls.getAndIncrement() == 0) {
                        throw new NoClassDefFoundError("for once");
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        AccountProperties properties = new AccountProperties(List.of(), "open", Duration.ofHours(24));
        TokenLookup lookup = new TokenLookup(broken, properties);
        String token = new JdbcSessions(JdbcClient.create(real), lookup, properties)
                .open(account("lucky"), "hash", "192.0.2.1", null)
                .orElseThrow();
        assertThatThrownBy(() -> lookup.find(JdbcSessions.hash(token))).hasMessageContaining("does not answer");
        assertThat(lookup.find(JdbcSessions.hash(token))).isPresent();
        lookup.close();
    }

    @Test
    @Timeout(60)
    void givenTokensInUse_whenAnotherIsLookedUp_thenTheirLeasesBeginAnew() throws Exception {
        AtomicInteger statements = new AtomicInteger();
        AccountProperties properties = new AccountProperties(List.of(), "open", Duration.ofHours(24));
        TokenLookup lookup = new TokenLookup(counting(statements), properties);
        JdbcSessions sessions = new JdbcSessions(JdbcClient.create(DATABASE.dataSource()), lookup, properties);
        byte[] busy = hash(sessions, "busy");
        byte[] another = hash(sessions, "another_one");
        boolean renewed = false;
        // A pause of this machine may be as long as a lease.
        while (!renewed) {
            SessionLeases.awaitRunOut();
            assertThat(lookup.find(busy)).isPresent();
            long found = System.nanoTime();
            assertThat(lookup.find(busy)).isPresent();
            TimeUnit.MILLISECONDS.sleep(60);
            assertThat(lookup.find(another)).isPresent();
            TimeUnit.NANOSECONDS.sleep(
                    found + SessionLeases.LENGTH.plusMillis(2).toNanos() - System.nanoTime());
            int before = statements.get();
            assertThat(lookup.find(busy)).isPresent();
            renewed = statements.get() == before;
        }
        lookup.close();
    }

    @Test
    @Timeout(60)
    void givenEndedSession_whenAnothersAreLookedUpAllTheTime_thenGoneWhenItsLeaseIs() throws Exception {
        AccountProperties properties = new AccountProperties(List.of(), "open", Duration.ofHours(24));
        TokenLookup lookup = new TokenLookup(DATABASE.dataSource(), properties);
        JdbcSessions sessions = new JdbcSessions(JdbcClient.create(DATABASE.dataSource()), lookup, properties);
        AtomicBoolean ended = new AtomicBoolean();
        Thread others = new Thread(() -> {
            while (!ended.get()) {
                lookup.find(new byte[32]);
            }
        });
        others.start();
        try {
            for (int i = 0; i < 10; i++) {
                byte[] token = hash(sessions, "ending_" + i);
                long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(120);
                while (System.nanoTime() < until) {
                    assertThat(lookup.find(token)).isPresent();
                }
                DATABASE.execute("delete from session where user_id ="
                        + " (select user_id from account where username_key = 'ending_" + i + "')");
                SessionLeases.awaitRunOut();
                assertThat(lookup.find(token)).isEmpty();
            }
        } finally {
            ended.set(true);
            others.join();
        }
        lookup.close();
    }

    private static byte[] hash(JdbcSessions sessions, String name) throws SQLException {
        return JdbcSessions.hash(
                sessions.open(account(name), "hash", "192.0.2.1", null).orElseThrow());
    }

    private static DataSource counting(AtomicInteger connections) {
        return (DataSource) Proxy.newProxyInstance(
                TokenLookupIT.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    connections.incrementAndGet();
                    return method.invoke(DATABASE.dataSource(), arguments);
                });
    }

    @Test
    @Timeout(20)
    void givenManyAsk_whenTheNodeStops_thenAllAreAnswered() throws Exception {
        AccountProperties properties = new AccountProperties(List.of(), "open", Duration.ofHours(24));
        TokenLookup lookup = new TokenLookup(DATABASE.dataSource(), properties);
        ExecutorService users = Executors.newFixedThreadPool(8);
        List<Future<?>> ended = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            ended.add(users.submit(() -> {
                while (true) {
                    lookup.find(new byte[32]);
                }
            }));
        }
        TimeUnit.MILLISECONDS.sleep(200);
        lookup.close();
        for (Future<?> user : ended) {
            assertThatThrownBy(() -> user.get(10, TimeUnit.SECONDS)).hasMessageContaining("does not answer");
        }
        users.shutdown();
    }

    private static UUID account(String name) {
        UUID userId = Ids.newId();
        JdbcClient.create(DATABASE.dataSource())
                .sql("insert into account (user_id, username, username_key, name, lastname, password_hash)"
                        + " values (?, ?, ?, 'N', 'L', 'hash')")
                .params(userId, name, name)
                .update();
        return userId;
    }
}
