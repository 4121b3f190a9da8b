package behflow.gateway.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.HttpApi;
import behflow.HttpApi.Answer;
import behflow.Node;
import behflow.api.kernel.OwnerLock;
import behflow.testing.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keys of requests over two nodes, one of which is killed in the middle of them. */
class IdempotencyNodesIT {

    private static final String KEY = "Idempotency-Key";
    private static final String REPLAYED = "Idempotency-Replayed";
    private static final String TASKS = "/api/v1/tasks";
    private static final String MILK = "{\"name\": \"Buy milk\"}";
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final JdbcClient JDBC = JdbcClient.create(DATABASE.dataSource());
    private static final String[] QUICK = {
        "behflow.idempotency.lease=2s",
        "behflow.idempotency.patience=3s",
        "spring.profiles.active=test-actions",
        // A request that waits for a lock waits longer than patience lasts.
        "spring.datasource.hikari.data-source-properties.options=-c lock_timeout=20s -c transaction_timeout=30s"
    };

    private static Node one;
    private static @Nullable Node two;

    private HttpApi api;
    private String key;

    @BeforeAll
    static void start() {
        one = Node.here(DATABASE, QUICK);
    }

    @AfterAll
    static void stop() {
        two().close();
        one.close();
    }

    /** The one that can be killed; a new one where it was. */
    private static Node two() {
        Node present = two;
        if (present == null) {
            present = Node.ofItsOwn(DATABASE, QUICK);
            two = present;
        }
        return present;
    }

    private static void killTwo() {
        two().close();
        two = null;
    }

    @BeforeEach
    void begin() {
        api = HttpApi.newUser(one.baseUrl());
        key = UUID.randomUUID().toString();
    }

    /** The same user at another node. */
    private Answer post(Node node, String path, String body) {
        return at(node).post(path, body, KEY, key);
    }

    private HttpApi at(Node node) {
        return HttpApi.anonymous(node.baseUrl()).withToken(api.token());
    }

    @Test
    void givenTwentyEqualRequestsAtOnce_whenSentToTwoNodes_thenOneTaskAndOneAnswer() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(20);
        two();
        try {
            for (int round = 0; round < 20; round++) {
                key = UUID.randomUUID().toString();
                List<Future<Answer>> sent = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    Node node = i % 2 == 0 ? one : two();
                    sent.add(clients.submit(() -> post(node, TASKS, MILK)));
                }
                List<Answer> answers = new ArrayList<>();
                for (Future<Answer> answer : sent) {
                    answers.add(answer.get().expect(201));
                }

                assertThat(answers.stream().map(Answer::body).collect(Collectors.toSet()))
                        .hasSize(1);
                assertThat(answers.stream()
                                .map(answer -> answer.header("X-Correlation-Id"))
                                .collect(Collectors.toSet()))
                        .hasSize(1);
                assertThat(answers)
                        .filteredOn(answer -> answer.header(REPLAYED) == null)
                        .hasSize(1);
                assertThat(created()).isEqualTo(round + 1);
            }
        } finally {
            clients.shutdownNow();
        }
    }

    /** One has answered, one has stored nothing yet, one had a run accepted: each of a user of its own, all with the same key. */
    @Test
    void givenThreeRequests_whenTheirNodeIsKilledAndTheyAreSentAgain_thenEachIsCarriedOutOnce() throws Exception {
        HttpApi answered = api;
        Answer first = post(two(), TASKS, MILK).expect(201);

        HttpApi running = HttpApi.newUser(one.baseUrl());
        api = running;
        String process = api.post("/api/v1/processes", """
                        {"name": "Waits", "trigger_type": "manual", "action": "test_wait"}""").expect(201).text("/process_id");
        String execute = "/api/v1/processes/" + process + "/execute";
        CompletableFuture<Void> accepted = noAnswer(two(), execute, null);
        until("the run is accepted", () -> rows("stored") == 1);

        HttpApi waiting = HttpApi.newUser(one.baseUrl());
        api = waiting;
        CompletableFuture<Void> nothingStored;
        try (Connection connection = DATABASE.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            OwnerLock.exclusive(connection, UUID.fromString(waiting.userId()));
            nothingStored = noAnswer(two(), TASKS, MILK);
            until("it has the key", () -> rows("lease_until > clock_timestamp()") == 1);
            killTwo();
            connection.rollback();
        }
        nothingStored.join();
        accepted.join();

        Answer taken = post(one, TASKS, MILK).expect(201);
        assertThat(taken.header(REPLAYED)).isNull();
        assertThat(created()).isOne();

        api = answered;
        for (Node node : List.of(one, two())) {
            Answer again = post(node, TASKS, MILK).expect(201);
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.header(REPLAYED)).isEqualTo("true");
        }
        assertThat(created()).isOne();

        api = running;
        Answer refused = post(one, execute, null).expect(409);
        String run = String.valueOf(refused.header("X-Correlation-Id"));
        until("it is seen", () -> executions(process).contains(run));
        assertThat(executions(process)).containsExactly(run);
        api.get("/api/v1/changes/" + run).expect(200);
        api.post("/api/v1/processes/" + process + "/executions/" + run + "/cancel", null)
                .expect(200);
    }

    /** Its node prolongs the claim, however long it takes. */
    @Test
    void givenARequestThatTakesLongerThanItsLease_whenSentAgainMeanwhile_then409UntilItIsDone() throws Exception {
        CompletableFuture<Answer> first;
        try (Connection connection = DATABASE.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            OwnerLock.exclusive(connection, UUID.fromString(api.userId()));
            first = CompletableFuture.supplyAsync(() -> post(one, TASKS, MILK));
            until("it has the key", () -> rows("true") == 1);

            Instant began = Instant.now();
            Answer refused = post(one, TASKS, MILK).expect(409);

            assertThat(Duration.between(began, Instant.now())).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(refused.header("X-Correlation-Id")).isNull();
            connection.rollback();
        }
        Answer done = first.get().expect(201);
        assertThat(post(one, TASKS, MILK).expect(201).body()).isEqualTo(done.body());
        assertThat(created()).isOne();
    }

    private CompletableFuture<Void> noAnswer(Node node, String path, String body) {
        return CompletableFuture.runAsync(() -> {
            try {
                Answer answer = post(node, path, body);
                throw new IllegalStateException("It was answered with " + answer.status());
            } catch (AssertionError e) {
                assertThat(e).hasMessageContaining("got no answer");
            }
        });
    }

    private List<String> executions(String process) {
        return api.get("/api/v1/processes/" + process + "/executions")
                .expect(200)
                .json()
                .at("/executions")
                .valueStream()
                .map(run -> run.path("execution_id").stringValue())
                .toList();
    }

    private long created() {
        return JDBC.sql("select count(*) from eventstore.event where type = 'task.created' and owner_id = ?::uuid")
                .param(api.userId())
                .query(Long.class)
                .single();
    }

    private long rows(String which) {
        return JDBC.sql("select count(*) from request_key where owner_id = ?::uuid and " + which)
                .param(api.userId())
                .query(Long.class)
                .single();
    }

    private static void until(String what, BooleanSupplier condition) {
        Instant end = Instant.now().plusSeconds(20);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as(what).isBefore(end);
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }
}
