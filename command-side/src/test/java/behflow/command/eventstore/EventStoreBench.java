package behflow.command.eventstore;

import behflow.api.kernel.Ids;
import behflow.api.task.event.TaskCreated;
import behflow.api.task.event.TaskRenamed;
import behflow.testing.TestDatabase;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import org.axonframework.modelling.command.ConcurrencyException;

/**
 * Appends a second, as ratio to plain JDBC transactions that insert one event row and upsert one view row, on the same
 * durable server in the same run. Not a test: run its main.
 * Arguments: seconds of each measurement; commit delay in microseconds; numbers of threads.
 */
final class EventStoreBench {

    private static final int OWNERS = 64;

    private EventStoreBench() {}

    /** One operation of one thread; i counts up. */
    private interface Operation {
        void run(int thread, long i) throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        Duration time =
                Duration.ofMillis(arguments.length > 0 ? (long) (Double.parseDouble(arguments[0]) * 1000) : 5_000);
        String delay = arguments.length > 1 ? arguments[1] : "0";
        int[] threads = arguments.length > 2
                ? Arrays.stream(arguments).skip(2).mapToInt(Integer::parseInt).toArray()
                : new int[] {1, 8, 32, 128};
        try (var server = TestDatabase.dedicated()) {
            StoreFixture.migrate(server.dataSource());
            server.set("commit_delay", delay);
            server.set("commit_siblings", "0");
            try (HikariDataSource pool = StoreFixture.pool(server.jdbcUrl(), server.user(), server.password(), 90);
                    EventStoreNode node = new EventStoreNode(pool, List.of(new TestRows()), List.of())) {
                run(pool, node, time, threads, delay);
            }
        }
        System.exit(0);
    }

    private static void run(HikariDataSource pool, EventStoreNode node, Duration time, int[] threads, String delay)
            throws Exception {
        UUID[] owners = new UUID[OWNERS];
        Arrays.setAll(owners, i -> Ids.newId());
        try (Connection connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create table reference_event (owner_id uuid, position bigint, payload bytea,"
                    + " primary key (owner_id, position))");
            statement.execute("create table reference_view (task_id uuid primary key, payload bytea)"
                    + " with (fillfactor = 50)");
        }
        AppendTransaction single = new AppendTransaction(pool, new InlineProjections(List.of(new TestRows())));
        byte[] filler = new byte[400];
        Operation reference = (thread, i) -> {
            try (Connection connection = pool.getConnection()) {
                connection.setAutoCommit(false);
                try (PreparedStatement insert =
                                connection.prepareStatement("insert into reference_event values (?, ?, ?)");
                        PreparedStatement upsert =
                                connection.prepareStatement("insert into reference_view values (?, ?)"
                                        + " on conflict (task_id) do update set payload = excluded.payload")) {
                    insert.setObject(1, UUID.randomUUID());
                    insert.setLong(2, i);
                    insert.setBytes(3, filler);
                    insert.executeUpdate();
                    upsert.setObject(1, UUID.randomUUID());
                    upsert.setBytes(2, filler);
                    upsert.executeUpdate();
                }
                connection.commit();
                connection.setAutoCommit(true);
            }
        };
        Operation create = (thread, i) -> {
            UUID owner = owners[ThreadLocalRandom.current().nextInt(OWNERS)];
            node.engine().appendEvents(StoreFixture.messages(owner, Ids.newId(owner), 0, created()));
        };
        Operation createSingly = (thread, i) -> {
            UUID owner = owners[ThreadLocalRandom.current().nextInt(OWNERS)];
            StoreFixture.run(single, List.of(unit(node, owner, Ids.newId(owner))), true);
        };
        UUID[] tasks = new UUID[128];
        long[] versions = new long[128];
        for (int i = 0; i < tasks.length; i++) {
            UUID owner = owners[i % OWNERS];
            tasks[i] = Ids.newId(owner);
            node.engine().appendEvents(StoreFixture.messages(owner, tasks[i], 0, created()));
        }
        Operation update = (thread, i) -> {
            UUID owner = owners[thread % OWNERS];
            node.engine()
                    .appendEvents(StoreFixture.messages(
                            owner, tasks[thread], ++versions[thread], new TaskRenamed("a", "name " + i)));
        };
        measure("warm-up", create, 8, time);
        measure("warm-up", update, 8, time);
        measure("warm-up", reference, 8, time.dividedBy(2));
        System.out.printf("commit_delay=%s%n", delay);
        for (int n : threads) {
            double before = measure("", reference, n, time);
            double grouped = measure("create", create, n, time);
            double updated = measure("update", update, n, time);
            double singly = measure("create, a transaction each", createSingly, n, time);
            double after = measure("", reference, n, time);
            double b = (before + after) / 2;
            System.out.printf(
                    Locale.ROOT,
                    "%d threads: reference %.0f/s; ratios: create %.2f, update %.2f, create singly %.2f%n",
                    n,
                    b,
                    grouped / b,
                    updated / b,
                    singly / b);
        }
    }

    private static TaskCreated created() {
        return new TaskCreated("Write the report", "x".repeat(200), "medium", null, List.of("work"));
    }

    private static AppendUnit unit(EventStoreNode node, UUID owner, UUID task) {
        var message = StoreFixture.messages(owner, task, 0, created()).get(0);
        return new AppendUnit(List.of(PostgresEventStorageEngine.appendable(message, node.serializer())));
    }

    /** @return operations a second */
    private static double measure(String name, Operation operation, int threads, Duration time) throws Exception {
        List<Thread> all = new ArrayList<>();
        long[][] nanos = new long[threads][];
        CountDownLatch start = new CountDownLatch(1);
        long[] end = new long[1];
        for (int t = 0; t < threads; t++) {
            int thread = t;
            Thread worker = new Thread(() -> {
                LongStream.Builder times = LongStream.builder();
                try {
                    start.await();
                    for (long i = 0; System.nanoTime() < end[0]; i++) {
                        long from = System.nanoTime();
                        try {
                            operation.run(thread, i);
                        } catch (ConcurrencyException e) {
                            throw new IllegalStateException(e);
                        }
                        times.add(System.nanoTime() - from);
                    }
                } catch (Exception e) {
                    e.printStackTrace();
                }
                nanos[thread] = times.build().toArray();
            });
            worker.start();
            all.add(worker);
        }
        long begin = System.nanoTime();
        end[0] = begin + time.toNanos();
        start.countDown();
        for (Thread worker : all) {
            worker.join();
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        long[] sorted =
                Arrays.stream(nanos).flatMapToLong(Arrays::stream).sorted().toArray();
        if (!name.isEmpty() && sorted.length > 0) {
            System.out.printf(
                    Locale.ROOT,
                    "  %-28s %3d threads %8.0f/s  p50 %.1f ms  p99 %.1f ms%n",
                    name,
                    threads,
                    sorted.length / seconds,
                    sorted[sorted.length / 2] / 1e6,
                    sorted[(int) (sorted.length * 0.99)] / 1e6);
        }
        return sorted.length / seconds;
    }
}
