package behflow.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.ConsoleRun;
import behflow.HttpApi;
import behflow.HttpApi.Answer;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Tables change places among people who read and write: a reader by SQL decides here when the moment comes. */
class TableSwapIT extends BehflowIT {

    private static final String WAITING = " from pg_locks where relation = '%s'::regclass and not granted";
    private static final String LOCKING = "select count(*)" + WAITING + " and mode = 'AccessExclusiveLock'";
    private static final String READING = "select count(*)" + WAITING + " and mode = 'AccessShareLock'";

    @Autowired
    private HikariDataSource pool;

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger writes = new AtomicInteger();

    @Test
    void givenReadersHoldEveryConnection_whenRebuiltOverHttp_thenDoneAndNobodyIsRefused() throws Exception {
        HttpApi api = administrator();
        String task = api.post("/api/v1/tasks", "{\"name\": \"read by many\"}")
                .expect(201)
                .text("/task_id");
        rebuildAmong(api, 40, writer(api, task), reader(api, task), "task_view", "task_view");
        assertThat(ConsoleRun.of(database(), "verify").out()).contains("0 rows differ");
    }

    @Test
    void givenReportsHoldEveryConnection_whenAnalyticsAreRebuiltOverHttp_thenDone() throws Exception {
        HttpApi api = administrator();
        String task =
                api.post("/api/v1/tasks", "{\"name\": \"counted\"}").expect(201).text("/task_id");
        Callable<Void> report = () -> {
            while (!over.get()) {
                try (Connection connection = pool.getConnection()) {
                    count(connection, "select count(*) from bi.log_position");
                }
                // A thread that asks again at once gets its connection back ahead of those who wait for one.
                TimeUnit.MILLISECONDS.sleep(5);
            }
            return null;
        };
        // It waits for reports longer than others wait for a connection, who may then be refused.
        Callable<Void> writer = () -> {
            while (!over.get()) {
                if (write(api, task).expectAnyOf(200, 503).status() == 200) {
                    writes.incrementAndGet();
                }
            }
            return null;
        };
        rebuildAmong(api, 24, writer, report, "bi", "bi.log_position");
    }

    @Test
    void givenSettingsOfTables_whenRebuilt_thenTheNewTablesHaveThem() throws Exception {
        HttpApi api = administrator();
        List<String> before = settings();
        assertThat(before)
                .contains(
                        "task_view {fillfactor=80}",
                        "bi.fct_task_lifecycle {fillfactor=80}",
                        "task_view.description 0");

        for (String projection : List.of("task_view", "bi")) {
            api.post("/api/v1/admin/projections/" + projection + "/rebuild", null)
                    .expect(202);
            await(() -> !state(api, projection).equals("running"));
            assertThat(state(api, projection)).isEqualTo("done");
        }

        assertThat(settings()).isEqualTo(before);
    }

    /** Of tables that rebuilds make: storage parameters, and columns that are sampled otherwise than others. */
    private List<String> settings() throws SQLException {
        List<String> settings = new ArrayList<>();
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        with made as (select oid, reloptions, oid::regclass::text as name from pg_class
                            where relkind = 'r' and (relnamespace = 'bi'::regnamespace or relname = 'task_view'))
                        select name || ' ' || reloptions::text as setting from made where reloptions is not null
                        union all
                        select name || '.' || attname || ' ' || attstattarget from made join pg_attribute on attrelid = oid
                        where attstattarget is not null
                        order by setting""")) {
            while (row.next()) {
                settings.add(row.getString(1));
            }
        }
        return settings;
    }

    private void rebuildAmong(
            HttpApi api, int readers, Callable<Void> writer, Callable<Void> reader, String projection, String table)
            throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<?>> people = new ArrayList<>();
            people.add(threads.submit(writer));
            for (int i = 0; i < readers; i++) {
                people.add(threads.submit(reader));
            }
            try (Connection holder = hold(table)) {
                api.post("/api/v1/admin/projections/" + projection + "/rebuild", null)
                        .expect(202);
                await(() -> count(LOCKING.formatted(table)) > 0);
                int before = writes.get();
                await(() -> writes.get() > before);
                await(() -> pool.getHikariPoolMXBean().getActiveConnections() == pool.getMaximumPoolSize()
                        && count(READING.formatted(table)) > 10
                        && count(LOCKING.formatted(table)) > 0);
                holder.rollback();
            }
            await(() -> !state(api, projection).equals("running"));
            assertThat(state(api, projection)).isEqualTo("done");
            over.set(true);
            for (Future<?> person : people) {
                person.get(30, TimeUnit.SECONDS);
            }
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
    }

    @Test
    void givenErasureSinceTheRebuild_whenGoingBack_thenCaughtUpAheadOfTheLock_alsoWhereOneDied() throws Exception {
        HttpApi api = HttpApi.newUser(baseUrl());
        String task =
                api.post("/api/v1/tasks", "{\"name\": \"stays\"}").expect(201).text("/task_id");
        String gone =
                api.post("/api/v1/tasks", "{\"name\": \"goes\"}").expect(201).text("/task_id");
        api.delete("/api/v1/tasks/" + gone).expect(204);
        rebuild();
        for (int i = 0; i < 50; i++) {
            api.post("/api/v1/tasks", "{\"name\": \"later\"}").expect(201);
        }
        api.delete("/api/v1/tasks/" + gone + "/history").expect(200);
        String position = "select coalesce(sum(position), 0) from projection_previous where projection = 'task_view'"
                + " and owner_id = '" + api.userId() + "'";
        assertThat(count(position)).isZero();

        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<?>> people = List.of(threads.submit(writer(api, task)), threads.submit(reader(api, task)));
            try (Connection holder = hold("task_view")) {
                CompletableFuture<ConsoleRun> back = CompletableFuture.supplyAsync(
                        () -> ConsoleRun.of(database(), "rebuild", "task_view", "--back"), threads);
                await(() -> count(LOCKING.formatted("task_view")) > 0);
                assertThat(count(position)).isGreaterThan(50);
                await(() -> count(LOCKING.formatted("task_view").replace("(*)", "(pg_terminate_backend(pid))")) > 0);
                assertThat(back.get(30, TimeUnit.SECONDS).exitCode()).isEqualTo(2);
                holder.rollback();
            }
            int before = writes.get();
            await(() -> writes.get() > before + 10);
            rebuild("--back");
            assertThat(ConsoleRun.of(database(), "verify").out()).contains("0 rows differ");
            rebuild("--back");
            over.set(true);
            for (Future<?> person : people) {
                person.get(30, TimeUnit.SECONDS);
            }
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
        assertThat(ConsoleRun.of(database(), "verify").out()).contains("0 rows differ");
        assertThat(api.get("/api/v1/tasks?limit=100").expect(200).json().at("/tasks"))
                .hasSize(51);
    }

    private static void rebuild(String... options) {
        List<String> arguments = new ArrayList<>(List.of("rebuild", "task_view"));
        arguments.addAll(List.of(options));
        ConsoleRun run = ConsoleRun.of(database(), arguments.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    private Callable<Void> writer(HttpApi api, String task) {
        return () -> {
            while (!over.get()) {
                write(api, task).expect(200);
                writes.incrementAndGet();
            }
            return null;
        };
    }

    private Answer write(HttpApi api, String task) {
        String priority = writes.get() % 2 == 0 ? "high" : "low";
        return api.put("/api/v1/tasks/" + task, "{\"priority\": \"" + priority + "\"}");
    }

    private Callable<Void> reader(HttpApi api, String task) {
        return () -> {
            while (!over.get()) {
                api.get("/api/v1/tasks/" + task).expect(200);
            }
            return null;
        };
    }

    /** Nobody can lock the table for themselves until this ends; the limit of a transaction is 20 s. */
    private static Connection hold(String table) throws SQLException {
        Connection connection = database().dataSource().getConnection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("lock table " + table + " in access share mode");
        }
        return connection;
    }

    private static String state(HttpApi admin, String name) {
        Answer answer = admin.get("/api/v1/admin/projections").expectAnyOf(200, 503);
        if (answer.status() == 503) {
            return "running";
        }
        for (var projection : answer.json().path("projections")) {
            if (projection.path("name").asString().equals(name)) {
                return projection.at("/rebuild/state").asString();
            }
        }
        throw new AssertionError("No projection " + name);
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        Instant limit = Instant.now().plus(Duration.ofSeconds(18));
        while (!condition.call()) {
            assertThat(Instant.now()).isBefore(limit);
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    private static long count(String sql) throws SQLException {
        try (Connection connection = database().dataSource().getConnection()) {
            return count(connection, sql);
        }
    }

    private static long count(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private HttpApi administrator() throws Exception {
        HttpApi api = HttpApi.newUser(baseUrl());
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("update account set admin = true where user_id = '" + api.userId() + "'");
        }
        outwaitLeases();
        return api;
    }
}
