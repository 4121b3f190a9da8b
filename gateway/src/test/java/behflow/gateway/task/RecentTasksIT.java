package behflow.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.HttpApi;
import behflow.HttpApi.Answer;
import behflow.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A node remembers the tasks that it has written; another one changes them. Neither may decide on what is past. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecentTasksIT extends BehflowIT {

    private Node node;
    private HttpApi here;
    private HttpApi there;
    private String task;

    @BeforeAll
    void start() {
        node = Node.here(database());
    }

    @AfterAll
    void stop() {
        node.close();
    }

    @BeforeEach
    void rememberTaskHere() {
        here = HttpApi.newUser(baseUrl());
        there = HttpApi.anonymous(node.baseUrl()).withToken(here.token());
        task = "/api/v1/tasks/"
                + here.post("/api/v1/tasks", "{\"name\": \"A\"}").text("/task_id");
        here.put(task, "{\"name\": \"B\"}").expect(200);
    }

    @Test
    void givenChangedThere_whenSetHereToWhatIsRemembered_thenItIsAChange() {
        there.put(task, "{\"name\": \"C\"}").expect(200);

        Answer changed = here.put(task, "{\"name\": \"B\"}").expect(200);

        assertThat(changed.json().at("/version").intValue()).isEqualTo(3);
        assertThat(there.get(task).text("/name")).isEqualTo("B");
    }

    @Test
    void givenChangedThere_whenNothingChangesHere_thenTheAnswerIsThePresentTask() {
        there.put(task, "{\"name\": \"C\"}").expect(200);

        Answer same = here.put(task, "{\"priority\": \"medium\"}").expect(200);

        assertThat(same.text("/name")).isEqualTo("C");
        assertThat(same.json().at("/version").intValue()).isEqualTo(2);
    }

    @Test
    void givenDeletedThere_whenChangedHere_thenNotFound() {
        there.delete(task).expect(204);

        here.put(task, "{\"name\": \"D\"}").expect(404);
        here.delete(task).expect(404);
    }

    @Test
    void givenRestoredThere_whenChangedHere_thenFound() {
        here.delete(task).expect(204);
        there.post(task + "/restore", null).expect(200);

        assertThat(here.put(task, "{\"name\": \"D\"}").expect(200).text("/name"))
                .isEqualTo("D");
    }

    @Test
    void givenErasedThere_whenRestoredHere_thenRefused() {
        here.delete(task).expect(204);
        there.delete(task + "/history").expect(200);

        here.post(task + "/restore", null).expect(409);
    }

    @Test
    void givenUndoneHere_whenSetAgain_thenItIsAChange() {
        Answer changed = here.put(task, "{\"name\": \"C\"}").expect(200);
        here.post("/api/v1/changes/" + changed.header("X-Correlation-Id") + "/revert", "{}")
                .expect(200);

        assertThat(here.put(task, "{\"name\": \"C\"}")
                        .expect(200)
                        .json()
                        .at("/version")
                        .intValue())
                .isEqualTo(4);
    }

    /** Every acknowledged change is one event, whoever was first: none is taken for done already, none is refused. */
    @ParameterizedTest
    @CsvSource({"2, 60", "6, 30"})
    void givenManyChangingOnBothNodes_thenEveryChangeIsInTheHistory(int clients, int rounds) throws Exception {
        AtomicInteger acknowledged = new AtomicInteger();
        ExecutorService executor = Executors.newFixedThreadPool(clients);
        List<Future<?>> running = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            HttpApi api = client % 2 == 0 ? here : there;
            String name = "Client " + client + " round ";
            running.add(executor.submit(() -> {
                for (int round = 0; round < rounds; round++) {
                    Answer changed = api.put(task, "{\"name\": \"" + name + round + "\"}");
                    if (changed.expectAnyOf(200, 409).status() == 200) {
                        acknowledged.incrementAndGet();
                        assertThat(changed.text("/name")).isEqualTo(name + round);
                    }
                }
            }));
        }
        for (Future<?> client : running) {
            client.get();
        }
        executor.shutdown();

        int version = there.get(task).json().at("/version").intValue();
        assertThat(acknowledged.get()).isGreaterThan(clients * rounds / 2);
        assertThat(version).isEqualTo(1 + acknowledged.get());
        assertThat(here.get(task).json().at("/version").intValue()).isEqualTo(version);
    }
}
