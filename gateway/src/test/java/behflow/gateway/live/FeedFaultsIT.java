package behflow.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowApplication;
import behflow.BehflowIT;
import behflow.HttpApi;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * One owner's feed on two nodes: clients of both that break off and resume by both transports, while writers of both write at
 * once, transactions are held and rolled back, and sessions of the database are killed.
 */
class FeedFaultsIT extends BehflowIT {

    private static final int WRITERS = 4;
    private static final int WRITES = 40;
    private static final int KILLS = 8;

    /** Milliseconds. The pool tries only connections that were idle for half a second: until then a killed one is handed out. */
    private static final int IDLE_UNTRIED = 600;

    @Test
    void givenFaultsOnTwoNodes_whenClientsBreakOffAndResume_thenEachHasEveryEventOnceInOrder() throws Exception {
        long seed = System.nanoTime();
        System.out.println("Seed of the faults: " + seed);
        try (ConfigurableApplicationContext other = secondNode()) {
            String second = "http://localhost:"
                    + ((WebServerApplicationContext) other).getWebServer().getPort();
            HttpApi api = HttpApi.newUser(baseUrl());
            List<FeedClient> clients = List.of(
                    FeedClient.ofEvents(baseUrl(), api.token(), seed),
                    FeedClient.ofEvents(second, api.token(), seed + 1),
                    FeedClient.ofSocket(baseUrl(), api.token(), seed + 2),
                    FeedClient.ofSocket(second, api.token(), seed + 3));
            AtomicBoolean ending = new AtomicBoolean();
            List<CompletableFuture<?>> faults = List.of(
                    CompletableFuture.runAsync(() -> hold(new Random(seed), api.userId(), ending)),
                    CompletableFuture.runAsync(() -> kill(ending)));
            AtomicInteger refused = write(api.token(), baseUrl(), second);
            ending.set(true);
            for (CompletableFuture<?> fault : faults) {
                fault.get(30, TimeUnit.SECONDS);
            }
            long head = number("select position from eventstore.log_head where owner_id = '" + api.userId() + "'");
            for (FeedClient client : clients) {
                client.await(head, 30);
                client.close();
                assertThat(client.seen())
                        .as("what %s has seen", client)
                        .isEqualTo(LongStream.rangeClosed(1, head).boxed().toList());
            }
            System.out.println(head + " events, " + refused + " writes refused; connections: "
                    + clients.stream().map(FeedClient::connections).toList());
            assertThat(clients)
                    .allSatisfy(client -> assertThat(client.connections()).isGreaterThan(2));
            pause(IDLE_UNTRIED);
            latency(HttpApi.newUser(baseUrl()), second);
        }
    }

    private static ConfigurableApplicationContext secondNode() {
        return new SpringApplicationBuilder(BehflowApplication.class)
                .registerShutdownHook(false)
                .run(
                        "--server.port=0",
                        "--management.server.port=0",
                        // Else it would take the first node's scheduler along when it ends.
                        "--spring.quartz.properties.org.quartz.scheduler.instanceName=second",
                        "--spring.datasource.url=" + database().jdbcUrl(),
                        "--spring.datasource.username=" + database().user(),
                        "--spring.datasource.password=" + database().password());
    }

    /** @return how many were refused, because the database was away for them */
    private static AtomicInteger write(String token, String... nodes) throws Exception {
        AtomicInteger refused = new AtomicInteger();
        List<CompletableFuture<?>> writers = new ArrayList<>();
        for (int w = 0; w < WRITERS; w++) {
            HttpApi api = HttpApi.anonymous(nodes[w % nodes.length]).withToken(token);
            writers.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < WRITES; i++) {
                    int status = api.post("/api/v1/tasks", "{\"name\": \"T" + i + "\"}")
                            .status();
                    assertThat(status).isIn(201, 503);
                    refused.addAndGet(status == 503 ? 1 : 0);
                }
            }));
        }
        for (CompletableFuture<?> writer : writers) {
            writer.get(60, TimeUnit.SECONDS);
        }
        return refused;
    }

    /** The owner's log, and a transaction id that everything later waits for to be complete; then it is rolled back. */
    private static void hold(Random random, String owner, AtomicBoolean ending) {
        while (!ending.get()) {
            try (Connection connection = database().superuserDataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("select pg_current_xact_id()");
                if (random.nextBoolean()) {
                    statement.execute(
                            "update eventstore.log_head set position = position where owner_id = '" + owner + "'");
                }
                pause(random.nextInt(20, 250));
                connection.rollback();
                pause(random.nextInt(100));
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static void kill(AtomicBoolean ending) {
        for (int i = 0; i < KILLS && !ending.get(); i++) {
            pause(300);
            try (Connection connection = database().superuserDataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where datname = current_database() and application_name = 'behflow'"
                        + " order by random() limit 1");
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** From sending a write on one node to the frame on the other; printed, because it depends on the machine. */
    private void latency(HttpApi api, String second) throws Exception {
        FeedClient client = FeedClient.ofSocket(second, api.token(), 0);
        api.post("/api/v1/tasks", "{\"name\": \"L\"}").expect(201);
        client.await(2, 30);
        long[] millis = new long[21];
        for (int i = 0; i < millis.length; i++) {
            long from = System.nanoTime();
            api.post("/api/v1/tasks", "{\"name\": \"L\"}").expect(201);
            client.await(i + 3, 10);
            millis[i] = (System.nanoTime() - from) / 1_000_000;
        }
        client.close();
        Arrays.sort(millis);
        System.out.println("A write on one node is seen on the other after " + millis[10] + " ms (median of 21)");
        assertThat(client.seen()).hasSize(23);
    }

    private static long number(String sql) throws SQLException {
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
