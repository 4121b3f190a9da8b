package behflow.gateway.account;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.HttpApi;
import behflow.Node;
import behflow.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A token is in use on one node all the time; what another node has answered holds on it from then on. */
class SessionLeasesApiIT {

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final int ROUNDS = 10;

    private static Node one;
    private static Node two;
    private static HttpApi admin;

    @BeforeAll
    static void start() {
        one = Node.here(DATABASE);
        two = Node.ofItsOwn(DATABASE);
        admin = HttpApi.newUser(two.baseUrl());
    }

    @AfterAll
    static void stop() {
        two.close();
        one.close();
    }

    @Test
    void givenTokenInUse_whenLoggedOutOnTheOtherNode_thenRefused() throws Exception {
        String name = HttpApi.newUser(two.baseUrl()).get("/me").text("/username");
        for (int round = 0; round < ROUNDS; round++) {
            HttpApi user = HttpApi.login(two.baseUrl(), name, "securepass123");
            using(user, "/me", round, () -> user.post("/logout", null).expect(204), answer -> answer.status() == 401);
        }
    }

    @Test
    void givenTokenInUse_whenTheAccountIsErasedOnTheOtherNode_thenRefused() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            HttpApi user = HttpApi.newUser(two.baseUrl());
            boolean own = round % 2 == 0;
            using(
                    user,
                    "/me",
                    round,
                    () -> (own
                                    ? user.post("/me/erase", "{\"password\": \"securepass123\"}")
                                    : admin.delete("/api/v1/admin/users/" + user.userId()))
                            .expect(200),
                    answer -> answer.status() == 401);
        }
    }

    @Test
    void givenTokenInUse_whenDisabledOnTheOtherNode_thenRefused_andEnabledAndLoggedIn_thenTakenAtOnce()
            throws Exception {
        HttpApi user = HttpApi.newUser(two.baseUrl());
        String name = user.get("/me").text("/username");
        String managed = "/api/v1/admin/users/" + user.userId();
        for (int round = 0; round < ROUNDS; round++) {
            using(
                    user,
                    "/me",
                    round,
                    () -> admin.put(managed, "{\"active\": false}").expect(200),
                    answer -> answer.status() == 401);
            admin.put(managed, "{\"active\": true}").expect(200);
            user = HttpApi.login(two.baseUrl(), name, "securepass123");
            on(one, user).get("/me").expect(200);
        }
    }

    @Test
    void givenTokenInUse_whenTheZoneIsChangedOnTheOtherNode_thenGoneBy() throws Exception {
        HttpApi user = HttpApi.newUser(two.baseUrl());
        String task = user.post("/api/v1/tasks", "{\"name\": \"a\", \"due_date\": \"2026-01-01T22:00:00Z\"}")
                .expect(201)
                .text("/task_id");
        for (int round = 0; round < ROUNDS; round++) {
            boolean there = round % 2 == 0;
            using(
                    user,
                    "/api/v1/tasks/" + task,
                    round,
                    () -> user.put("/me/settings", there ? "{\"timezone\": \"Asia/Tehran\"}" : "{\"timezone\": null}")
                            .expect(200),
                    answer -> answer.text("/due_date_jalali").equals(there ? "1404/10/12" : "1404/10/11"));
        }
    }

    /** Uses the token on one node before, while and after it is changed; looks at what is asked after the answer. */
    private static void using(
            HttpApi user, String path, int round, Runnable change, Predicate<HttpApi.Answer> rightAfter)
            throws Exception {
        HttpApi there = on(one, user);
        ExecutorService users = Executors.newFixedThreadPool(3);
        Use use = new Use(there, path, rightAfter);
        try {
            List<Future<?>> using = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                using.add(users.submit(use));
            }
            // At another time of the lease in each round.
            TimeUnit.MILLISECONDS.sleep(20 + 14L * round);
            change.run();
            use.answered = true;
            HttpApi.Answer next = there.get(path);
            assertThat(rightAfter.test(next))
                    .as("round %s: %s %s", round, next.status(), next.body())
                    .isTrue();
            TimeUnit.MILLISECONDS.sleep(20);
            use.over = true;
            for (Future<?> each : using) {
                each.get(10, TimeUnit.SECONDS);
            }
            assertThat(use.wrong).as("wrong in round %s", round).hasValue(0);
        } finally {
            use.over = true;
            users.shutdown();
        }
    }

    private static HttpApi on(Node node, HttpApi user) {
        return HttpApi.anonymous(node.baseUrl()).withToken(user.token());
    }

    private static final class Use implements Runnable {
        private final HttpApi there;
        private final String path;
        private final Predicate<HttpApi.Answer> rightAfter;
        private final AtomicInteger wrong = new AtomicInteger();
        private volatile boolean answered;
        private volatile boolean over;

        Use(HttpApi there, String path, Predicate<HttpApi.Answer> rightAfter) {
            this.there = there;
            this.path = path;
            this.rightAfter = rightAfter;
        }

        @Override
        public void run() {
            while (!over) {
                boolean after = answered;
                HttpApi.Answer answer = there.get(path);
                if (after && !rightAfter.test(answer)) {
                    wrong.incrementAndGet();
                }
            }
        }
    }
}
