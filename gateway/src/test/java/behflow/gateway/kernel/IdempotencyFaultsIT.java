package behflow.gateway.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.HttpApi.Answer;
import behflow.api.kernel.OwnerLock;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a key is worth where a node dies, is paused, or loses its database in the middle of its request. */
class IdempotencyFaultsIT extends KeyedRequestsIT {

    @Test
    void givenANodeThatDiedBeforeItsAnswerWasKept_whenSentAgain_then409AndItSaysWhatWasDone() {
        Answer created = post(TASKS, MILK).expect(201);
        set("status = null, headers = null, body = null");
        set("lease_until = clock_timestamp() - interval '1 second'");

        assertUnanswered(post(TASKS, MILK), created);
        post(TASKS, BREAD).expect(422);
        assertThat(names()).containsExactly("Buy milk");
    }

    /** It was paused for longer than its lease, say. */
    @Test
    void givenAnotherHasTakenTheKeyOver_whenTheFirstGoesOn_thenItIsRefusedAndNothingIsStored() throws Exception {
        CompletableFuture<Answer> first;
        try (Connection connection = database().dataSource().getConnection()) {
            connection.setAutoCommit(false);
            OwnerLock.exclusive(connection, UUID.fromString(api.userId()));
            first = CompletableFuture.supplyAsync(() -> post(TASKS, MILK));
            until(() -> rows("true") == 1);
            set("request_id = gen_random_uuid()");
            connection.rollback();
        }

        Answer refused = first.get().expect(409);

        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(refused.header("X-Correlation-Id")).isNull();
        assertThat(names()).isEmpty();
        assertThat(rows("stored")).isZero();
    }

    /** A run is accepted ahead of its first event, by a row that any node may take. */
    @Test
    void givenAnotherHasTakenTheKeyOver_whenTheFirstAsksForARun_thenThereIsNone() throws Exception {
        Answer first = executeHeldUp(byHand("Never"), () -> {
            until(() -> rows("true") == 1);
            set("request_id = gen_random_uuid()");
        });

        first.expect(409);

        assertThat(jdbc.sql("select count(*) from process.run where owner_id = ?::uuid")
                        .param(api.userId())
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(names()).isEmpty();
    }

    /** Then the rollback fails as well, and says nothing but that. */
    @Test
    void givenTheConnectionBreaks_whenARunIsAskedFor_then503AndTheKeyIsFree() throws Exception {
        String process = byHand("Once");
        Answer first = executeHeldUp(
                process,
                () -> until(() -> jdbc.sql("select count(pg_terminate_backend(w.pid)) from pg_locks w join pg_locks h"
                                        + " using (locktype, database, classid, objid, objsubid)"
                                        + " where not w.granted and h.granted and h.locktype = 'advisory'"
                                        + " and h.pid = any (pg_blocking_pids(w.pid))")
                                .query(Long.class)
                                .single()
                        == 1));

        assertThat(first.expect(503).header("Retry-After")).isNotNull();

        assertThat(post("/api/v1/processes/" + process + "/execute", null)
                        .expect(200)
                        .header(REPLAYED))
                .isNull();
        until(() -> names().contains("Once"));
    }

    @Test
    void givenNothingCanBeClaimed_whenSent_then503AndNothingIsDone() throws SQLException {
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table request_key in access exclusive mode");

            Answer away = post(TASKS, MILK).expect(503);

            assertThat(away.header("Retry-After")).isNotNull();
            api.post(TASKS, BREAD).expect(201);
            connection.rollback();
        }
        assertThat(names()).containsExactly("Buy bread");
    }

    /** A process that makes a task. */
    private String byHand(String task) {
        return api.post("/api/v1/processes", """
                        {"name": "By hand", "trigger_type": "manual", "action": "create_task",
                        "parameters": {"name": "%s"}}""".formatted(task)).expect(201).text("/process_id");
    }

    /** The answer to an execution whose acceptance waits until something else has happened. */
    private Answer executeHeldUp(String process, Runnable meanwhile) throws Exception {
        CompletableFuture<Answer> answer;
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(
                    "select pg_advisory_xact_lock(hashtext('%s'), hashtext('%s'))".formatted(api.userId(), process));
            answer = CompletableFuture.supplyAsync(() -> post("/api/v1/processes/" + process + "/execute", null));
            meanwhile.run();
            connection.rollback();
        }
        return answer.get(30, TimeUnit.SECONDS);
    }
}
