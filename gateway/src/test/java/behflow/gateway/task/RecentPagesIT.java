package behflow.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.ConsoleRun;
import behflow.HttpApi;
import behflow.Node;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node remembers the pages that it has read. Whatever happens to their rows, on whichever node, nobody gets an old one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecentPagesIT extends BehflowIT {

    private static final String LIST = "/api/v1/tasks?limit=50";

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
    void rememberPageHere() {
        here = HttpApi.newUser(baseUrl());
        there = HttpApi.anonymous(node.baseUrl()).withToken(here.token());
        task = "/api/v1/tasks/"
                + here.post("/api/v1/tasks", "{\"name\": \"A\"}").text("/task_id");
        assertThat(names(here, LIST)).containsExactly("A");
    }

    @Test
    void givenNoEvent_whenListedAgain_thenRowsAreNotRead() throws Exception {
        rename("by hand");

        assertThat(names(here, LIST)).containsExactly("A");
        assertThat(names(here, "/api/v1/tasks?limit=49")).containsExactly("by hand");
    }

    @Test
    void givenAnyEventOfTheOwner_whenListedAgain_thenRowsAreRead() throws Exception {
        rename("by hand");
        there.put("/me/settings", "{\"timezone\": \"Asia/Tehran\"}").expect(200);

        assertThat(names(here, LIST)).containsExactly("by hand");
    }

    @Test
    void givenRebuild_whenListedAgain_thenRowsAreRead() throws Exception {
        rename("damaged");
        assertThat(names(here, "/api/v1/tasks?limit=49")).containsExactly("damaged");

        assertThat(ConsoleRun.of(database(), "rebuild", "task_view").exitCode()).isZero();

        assertThat(names(here, "/api/v1/tasks?limit=49")).containsExactly("A");
    }

    @Test
    void givenChangedThere_whenListedHere_thenChanged() {
        there.put(task, "{\"name\": \"B\"}").expect(200);
        assertThat(names(here, LIST)).containsExactly("B");

        there.delete(task).expect(204);
        assertThat(names(here, LIST)).isEmpty();

        there.post(task + "/restore", null).expect(200);
        assertThat(names(here, LIST)).containsExactly("B");
    }

    @Test
    void givenDueSoon_whenThatIsPast_thenOverdueWithoutAnyEvent() throws Exception {
        String due = Instant.now().plusSeconds(5).toString();
        here.put(task, "{\"due_date\": \"" + due + "\"}").expect(200);
        String overdue = "/api/v1/tasks?overdue=true";
        assertThat(names(here, overdue)).isEmpty();

        Instant limit = Instant.now().plusSeconds(30);
        while (names(here, overdue).isEmpty() && Instant.now().isBefore(limit)) {
            Thread.sleep(200);
        }
        assertThat(names(here, overdue)).containsExactly("A");
    }

    @Test
    void givenDeletedTasks_whenErasedThere_thenTextIsGoneHere() {
        here.delete(task).expect(204);
        String deleted = "/api/v1/tasks?deleted=true";
        assertThat(here.get(deleted).expect(200).body()).contains("\"A\"");

        there.delete(task + "/history").expect(200);

        assertThat(here.get(deleted).expect(200).body()).doesNotContain("\"A\"");
    }

    @Test
    void givenOtherOwner_whenListedAlike_thenOwnTasksOnly() {
        HttpApi other = HttpApi.newUser(baseUrl());

        assertThat(names(other, LIST)).isEmpty();
        assertThat(names(here, LIST)).containsExactly("A");
    }

    /** Each client has a name of its own on one owner's task list and reads it on both nodes after each of its writes. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void givenManyChangingOnBothNodes_thenEveryoneReadsTheirWrites(int clients) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(clients);
        List<Future<?>> running = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            HttpApi writer = client % 2 == 0 ? here : there;
            String own = "Client " + client + " round ";
            running.add(executor.submit(() -> {
                String mine = "/api/v1/tasks/"
                        + writer.post("/api/v1/tasks", "{\"name\": \"" + own + "\"}")
                                .text("/task_id");
                for (int round = 0; round < 60; round++) {
                    writer.put(mine, "{\"name\": \"" + own + round + "\"}").expect(200);
                    assertThat(names(here, LIST)).contains(own + round);
                    assertThat(names(there, LIST)).contains(own + round);
                }
            }));
        }
        for (Future<?> client : running) {
            client.get();
        }
        executor.shutdown();
        assertThat(names(here, LIST)).isEqualTo(names(there, LIST)).hasSize(1 + clients);
    }

    private void rename(String name) throws SQLException {
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("update task_view set name = '" + name + "' where task_id = '"
                    + task.substring(task.lastIndexOf('/') + 1) + "'");
        }
    }

    private static List<String> names(HttpApi api, String list) {
        List<String> names = new ArrayList<>();
        api.get(list)
                .expect(200)
                .json()
                .path("tasks")
                .forEach(task -> names.add(task.path("name").asString()));
        return names;
    }
}
