package behflow.command.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RequestKeys.Answer;
import behflow.api.kernel.RequestKeys.Claim;
import behflow.command.eventstore.EventRows;
import behflow.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Claims of two nodes over one database: what only a race, a death or an erasure in between can show. */
class RequestKeyTableIT {

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final JdbcClient JDBC = JdbcClient.create(DATABASE.dataSource());
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final byte[] BODY = new byte[32];
    private static final byte[] OTHER = filled();
    private static final Answer ANSWER =
            new Answer(201, Map.of("ETag", "\"0\""), "{}".getBytes(StandardCharsets.UTF_8));

    private final RequestKeyTable one = new RequestKeyTable(JDBC, LEASE);
    private final RequestKeyTable two = new RequestKeyTable(JDBC, LEASE);
    private final UUID user = UUID.randomUUID();
    private final UUID first = UUID.randomUUID();
    private final UUID second = UUID.randomUUID();

    @BeforeAll
    static void migrate() {
        Flyway.configure()
                .dataSource(DATABASE.dataSource())
                .locations("classpath:db/migration/command")
                .load()
                .migrate();
    }

    private static byte[] filled() {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) 1);
        return bytes;
    }

    @BeforeEach
    void account() {
        JDBC.sql("insert into account (user_id, username, username_key, name, lastname, password_hash)"
                        + " values (?, ?, ?, 'J', 'D', 'none')")
                .params(user, user.toString(), user.toString())
                .update();
    }

    @Test
    void givenManyAtOnce_whenClaimed_thenOneIsGranted() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        List<Future<Claim>> claims = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            RequestKeyTable node = i % 2 == 0 ? one : two;
            claims.add(threads.submit(() -> node.claim(user, "k", BODY, UUID.randomUUID())));
        }
        int granted = 0;
        for (Future<Claim> claim : claims) {
            granted += claim.get() instanceof Claim.Granted ? 1 : 0;
        }
        threads.shutdown();
        assertThat(granted).isOne();
    }

    @Test
    void givenALeaseThatRanOut_whenNothingIsStored_thenTakenOverAndTheFirstStoresNothing() throws Exception {
        assertThat(one.claim(user, "k", BODY, first)).isInstanceOf(Claim.Granted.class);
        assertThat(two.claim(user, "k", BODY, second)).isInstanceOf(Claim.Running.class);
        assertThat(two.claim(user, "k", OTHER, second)).isInstanceOf(Claim.Taken.class);
        runOut();

        assertThat(two.claim(user, "k", OTHER, second)).isInstanceOf(Claim.Granted.class);

        assertThatThrownBy(() -> store(one, first)).isInstanceOf(RejectedException.class);
        one.release(first);
        store(two, second);
        two.keep(second, ANSWER);
        assertThat(one.claim(user, "k", OTHER, first)).isInstanceOfSatisfying(Claim.Answered.class, answered -> {
            assertThat(answered.answer().status()).isEqualTo(201);
            assertThat(answered.answer().headers()).isEqualTo(ANSWER.headers());
            assertThat(answered.answer().body()).isEqualTo(ANSWER.body());
        });
    }

    @Test
    void givenALeaseThatRanOut_whenSomethingIsStored_thenNeverTakenOver() throws Exception {
        one.claim(user, "k", BODY, first);
        UUID correlation = store(one, first);
        store(one, first);
        runOut();

        assertThat(two.claim(user, "k", BODY, second)).isEqualTo(new Claim.Unanswered(correlation));
        assertThat(two.claim(user, "k", OTHER, second)).isInstanceOf(Claim.Taken.class);
    }

    @Test
    void givenAClaimInHand_whenProlonged_thenItDoesNotRunOut() throws Exception {
        RequestKeyTable one = new RequestKeyTable(JDBC, Duration.ofSeconds(8));
        one.claim(user, "k", BODY, first);
        TimeUnit.MILLISECONDS.sleep(one.beat().toMillis());
        assertThat(count("lease_until > clock_timestamp() + interval '7 seconds'"))
                .isZero();
        one.prolong();
        assertThat(count("lease_until > clock_timestamp() + interval '3 seconds'"))
                .isOne();
        assertThat(two.claim(user, "k", BODY, second)).isInstanceOf(Claim.Running.class);
        one.release(first);
        one.prolong();
        assertThat(two.claim(user, "k", BODY, second)).isInstanceOf(Claim.Granted.class);
    }

    @Test
    void givenARefusal_whenSomethingWasStoredBefore_thenTheKeyIsNotFree() throws Exception {
        one.claim(user, "k", BODY, first);
        UUID correlation = store(one, first);

        one.release(first);

        assertThat(two.claim(user, "k", BODY, second)).isEqualTo(new Claim.Unanswered(correlation));
    }

    @Test
    void givenACommandThatFails_whenItsTransactionIsRolledBack_thenNothingIsMarked() throws Exception {
        one.claim(user, "k", BODY, first);
        try (Connection connection = DATABASE.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            one.stored(first, UUID.randomUUID()).orElseThrow().write(connection);
            connection.rollback();
        }
        one.release(first);
        assertThat(two.claim(user, "k", BODY, second)).isInstanceOf(Claim.Granted.class);
    }

    @Test
    void givenAnErasureMeanwhile_whenAnswered_thenTheAnswerIsNotKept() throws Exception {
        one.claim(user, "k", BODY, first);
        UUID correlation = store(one, first);
        one.claim(user, "reads", BODY, second);

        erase(connection -> two.eraseSubject(connection, user, UUID.randomUUID()));
        one.keep(first, ANSWER);
        one.keep(second, ANSWER);

        assertThat(two.claim(user, "k", OTHER, UUID.randomUUID())).isEqualTo(new Claim.Unanswered(correlation));
        assertThat(two.claim(user, "reads", OTHER, UUID.randomUUID())).isInstanceOf(Claim.Granted.class);
        assertThat(count("body is not null")).isZero();
    }

    @Test
    void givenAnErasureUnderWay_whenClaimed_thenItWaits() throws Exception {
        CompletableFuture<Claim> claim;
        try (Connection connection = DATABASE.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            two.eraseSubject(connection, user, UUID.randomUUID());
            claim = CompletableFuture.supplyAsync(() -> one.claim(user, "k", BODY, first));
            TimeUnit.MILLISECONDS.sleep(300);
            assertThat(claim).isNotDone();
            assertThat(one.claim(UUID.randomUUID(), "k", BODY, second)).isInstanceOf(Claim.Granted.class);
            connection.commit();
        }
        assertThat(claim.get(20, TimeUnit.SECONDS)).isInstanceOf(Claim.Granted.class);
    }

    @Test
    void givenAnAccountThatIsErased_whenARequestOfItsEnds_thenNothingOfItIsLeft() throws Exception {
        one.claim(user, "before", BODY, first);
        erase(connection -> {
            try (var delete = connection.prepareStatement("delete from account where user_id = ?")) {
                delete.setObject(1, user);
                delete.executeUpdate();
            }
            two.eraseOwner(connection, user);
        });
        one.claim(user, "after", BODY, second);

        one.keep(first, ANSWER);
        one.keep(second, ANSWER);

        assertThat(count("true")).isZero();
    }

    @Test
    void givenOldKeys_whenForgotten_thenThoseInHandStay() {
        one.claim(user, "done", BODY, first);
        one.keep(first, ANSWER);
        one.claim(user, "young", BODY, UUID.randomUUID());
        one.claim(user, "in hand", BODY, second);
        JDBC.sql(
                        "update request_key set claimed_at = clock_timestamp() - interval '25 hours' where request_id in (?, ?)")
                .params(first, second)
                .update();

        one.forgetOld();

        assertThat(count("true")).isEqualTo(2);
        assertThat(count("claimed_at < clock_timestamp() - interval '24 hours'"))
                .isOne();
    }

    /** Else each node would read the whole table, answers and all, every ten minutes. */
    @Test
    void givenManyYoungKeys_whenOldOnesAreForgotten_thenTheYoungAreNotRead() {
        JDBC.sql("insert into request_key (owner_id, key_hash, request_id)"
                        + " select ?, sha256(n::text::bytea), gen_random_uuid() from generate_series(1, 2000) n")
                .param(user)
                .update();
        JDBC.sql("analyze request_key").update();

        List<String> plan = JDBC.sql("explain " + RequestKeyTable.FORGET)
                .param(2_000)
                .query(String.class)
                .list();

        assertThat(plan).anyMatch(line -> line.strip().startsWith("Index Cond: (claimed_at < "));
    }

    private interface Erasing {
        void in(Connection connection) throws SQLException;
    }

    private static void erase(Erasing erasing) throws SQLException {
        try (Connection connection = DATABASE.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            erasing.in(connection);
            connection.commit();
        }
    }

    /** As an append does. Returns what the claim has as the correlation id of what it stored first. */
    private UUID store(RequestKeyTable node, UUID request) throws SQLException {
        EventRows rows = node.stored(request, UUID.randomUUID()).orElseThrow();
        try (Connection connection = DATABASE.dataSource().getConnection()) {
            rows.write(connection);
        }
        return JDBC.sql("select correlation_id from request_key where request_id = ?")
                .param(request)
                .query(UUID.class)
                .single();
    }

    private void runOut() {
        JDBC.sql("update request_key set lease_until = clock_timestamp() - interval '1 millisecond' where owner_id = ?")
                .param(user)
                .update();
    }

    private long count(String which) {
        return JDBC.sql("select count(*) from request_key where owner_id = ? and " + which)
                .param(user)
                .query(Long.class)
                .single();
    }
}
