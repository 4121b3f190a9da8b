package behflow.command.eventstore;

import behflow.api.kernel.Ids;
import behflow.api.task.event.TaskCreated;
import behflow.api.task.event.TaskPriorityChanged;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Everything that upsets readers of a log: appends that hold their transactions and then commit, roll back or are killed;
 * transactions that only hold an id; and sessions of anybody killed at random.
 */
final class Interference implements AutoCloseable {

    final Set<String> surprises = ConcurrentHashMap.newKeySet();
    final AtomicInteger late = new AtomicInteger();
    final AtomicInteger rolledBack = new AtomicInteger();
    final AtomicInteger killed = new AtomicInteger();
    final AtomicInteger sessionsKilled = new AtomicInteger();
    private final StoreFixture fixture;
    private final EventStoreNode node;
    private final Load load;
    private final int sessionKills;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ending;

    private enum End {
        COMMIT,
        ROLL_BACK,
        DIE
    }

    /** @param sessionKills how many sessions of the nodes are killed, one every 400 ms */
    Interference(long seed, StoreFixture fixture, EventStoreNode node, Load load, int sessionKills) {
        this.fixture = fixture;
        this.node = node;
        this.load = load;
        this.sessionKills = sessionKills;
        for (int i = 0; i < 4; i++) {
            Random random = new Random(seed * 31 + i);
            run("holder-" + i, () -> append(random));
        }
        Random random = new Random(seed * 37);
        run("id-holder", () -> holdAnId(random));
        run("killer", () -> kill());
    }

    private interface Deed {
        void run() throws Exception;
    }

    private void run(String name, Deed deed) {
        Thread thread = new Thread(
                () -> {
                    while (!ending) {
                        try {
                            deed.run();
                        } catch (Exception e) {
                            surprises.add(name + ": " + e);
                        }
                    }
                },
                name);
        threads.add(thread);
        thread.start();
    }

    /** Holds the owner's log and a transaction id for a while; the id is drawn before those of many later commits. */
    private void append(Random random) throws InterruptedException {
        UUID owner = random.nextInt(4) == 0 ? load.owner(random.nextInt(Load.OWNERS)) : Ids.newId();
        AppendUnit unit = StoreFixture.unit(
                node,
                owner,
                Ids.newId(owner),
                0,
                new TaskCreated("Held", "", "low", null, List.of()),
                new TaskPriorityChanged("low", "high"));
        Set<UUID> ids = unit.events().stream().map(Appendable::eventId).collect(Collectors.toSet());
        End end = End.values()[random.nextInt(3)];
        load.ledger.tries(ids);
        AppendTransaction transaction = new AppendTransaction(
                held(random.nextInt(20, 300), end), new InlineProjections(List.of(new TestRows())));
        try {
            if (StoreFixture.run(transaction, List.of(unit), true).get(unit).appended() != null) {
                late.incrementAndGet();
                load.ledger.acknowledged(ids);
            }
        } catch (SQLException expected) {
            (end == End.DIE ? killed : rolledBack).incrementAndGet();
            load.ledger.refused(ids);
        } catch (AppendTransaction.OutcomeUnknownException expected) {
            killed.incrementAndGet();
        }
        TimeUnit.MILLISECONDS.sleep(random.nextInt(30));
    }

    /** Connections that wait before they commit, roll back, or are killed by the superuser. */
    private DataSource held(long millis, End end) {
        DataSource real = fixture.database().dataSource();
        return proxy(DataSource.class, real, (method, result) -> {
            if (!(result instanceof Connection connection)) {
                return result;
            }
            return proxy(Connection.class, connection, null, () -> {
                TimeUnit.MILLISECONDS.sleep(millis);
                if (end == End.ROLL_BACK) {
                    throw new SQLException("Changed its mind", "40001");
                }
                if (end == End.DIE) {
                    terminate(connection);
                }
            });
        });
    }

    private void terminate(Connection victim) throws SQLException {
        int pid = victim.unwrap(org.postgresql.PGConnection.class).getBackendPID();
        try (Connection superuser = fixture.database().superuserDataSource().getConnection();
                PreparedStatement terminate = superuser.prepareStatement("select pg_terminate_backend(?, 5000)")) {
            terminate.setInt(1, pid);
            terminate.execute();
        }
    }

    private void holdAnId(Random random) throws Exception {
        try (Connection connection = fixture.database().dataSource().getConnection()) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("select pg_current_xact_id()");
            TimeUnit.MILLISECONDS.sleep(random.nextInt(10, 400));
            connection.rollback();
        }
        TimeUnit.MILLISECONDS.sleep(random.nextInt(100));
    }

    private void kill() throws Exception {
        TimeUnit.MILLISECONDS.sleep(400);
        if (sessionsKilled.get() >= sessionKills || ending) {
            return;
        }
        try (Connection superuser = fixture.database().superuserDataSource().getConnection();
                PreparedStatement terminate = superuser.prepareStatement("select pg_terminate_backend(pid)"
                        + " from pg_stat_activity where datname = current_database() and usename = 'behflow'"
                        + " and application_name = 'behflow-node' order by state, random() limit 1")) {
            terminate.execute();
            sessionsKilled.incrementAndGet();
        }
    }

    private interface BeforeCommit {
        void run() throws Exception;
    }

    private interface Result {
        @Nullable
        Object of(String method, @Nullable Object result);
    }

    private static <T> T proxy(Class<T> type, T real, Result result) {
        return proxy(type, real, result, () -> {});
    }

    private static <T> T proxy(Class<T> type, T real, @Nullable Result result, BeforeCommit before) {
        return type.cast(Proxy.newProxyInstance(
                Interference.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit")) {
                        before.run();
                    }
                    try {
                        Object value = method.invoke(real, arguments);
                        return result == null ? value : result.of(method.getName(), value);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @Override
    public void close() throws InterruptedException {
        ending = true;
        for (Thread thread : threads) {
            thread.join(10_000);
            if (thread.isAlive()) {
                surprises.add(thread.getName() + " hangs");
            }
        }
    }

    @Override
    public String toString() {
        return late + " appends held, " + rolledBack + " rolled back, " + killed + " killed; " + sessionsKilled
                + " sessions killed";
    }
}
