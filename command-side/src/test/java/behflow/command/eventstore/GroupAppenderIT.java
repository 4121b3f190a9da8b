package behflow.command.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import behflow.api.kernel.Ids;
import behflow.api.kernel.OwnerLock;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.api.task.event.TaskCreated;
import behflow.api.task.event.TaskRenamed;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.noop.NoopTimer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.Test;

/** What the appender promises when the queue, the database or an owner stands in its way. */
class GroupAppenderIT extends StoreIT {

    private static final TaskCreated CREATED = new TaskCreated("Task", "", "low", null, List.of());

    @Test
    void givenConnectionLostAfterCommit_whenLookedUp_thenAcknowledgedOnceWithPositions() throws Exception {
        UUID owner = Ids.newId();
        try (GroupAppender appender = appender(losing(true, 1), 100, 1)) {
            Appended appended = appender.append(unit(owner));

            assertThat(appended.events())
                    .singleElement()
                    .satisfies(event -> assertThat(event.position()).isEqualTo(1));
            assertThat(appended.rows()).hasSize(1);
        }
        LogInvariants.check(fixture.database().dataSource());
        assertThat(fixture.number("select count(*) from eventstore.event")).isEqualTo(1);
    }

    @Test
    void givenConnectionLostBeforeCommit_whenLookedUp_thenRefusedAndAbsent() throws Exception {
        try (GroupAppender appender = appender(losing(false, 1), 100, 1)) {
            assertThatThrownBy(() -> appender.append(unit(Ids.newId())))
                    .isInstanceOfSatisfying(RejectedException.class, rejected -> {
                        assertThat(rejected.code()).isEqualTo(RejectionCode.UNAVAILABLE);
                        assertThat(rejected.detail()).doesNotContain("not known");
                        assertThat(rejected.retryAfter()).isPositive();
                    });

            appender.append(unit(Ids.newId()));
        }
        assertThat(fixture.number("select count(*) from eventstore.event")).isEqualTo(1);
    }

    @Test
    void givenFailureAfterTheCommit_whenAppended_thenAcknowledgedOnce() throws Exception {
        MeterRegistry broken = new SimpleMeterRegistry();
        broken.config().onMeterAdded(meter -> {
            if (meter.getId().getName().equals("behflow.events.appended")) {
                throw new StackOverflowError();
            }
        });
        MeterRegistry slow = new SimpleMeterRegistry() {
            @Override
            protected Timer newTimer(Meter.Id id, DistributionStatisticConfig statistics, PauseDetector pauses) {
                return new NoopTimer(id) {
                    @Override
                    public void record(Duration took) {
                        throw new IllegalStateException("The commit was not recorded");
                    }
                };
            }
        };
        List<GroupAppender> appenders = List.of(
                appender(fixture.pool(6), 100, 1, () -> {}, broken),
                appender(fixture.pool(6), 100, 1, () -> {}, slow),
                appender(
                        fixture.pool(6),
                        100,
                        1,
                        () -> {
                            throw new OutOfMemoryError("unable to create native thread");
                        },
                        new SimpleMeterRegistry()));
        for (GroupAppender appender : appenders) {
            try (appender) {
                for (int i = 0; i < 3; i++) {
                    assertThat(appender.append(unit(Ids.newId())).events()).hasSize(1);
                }
            }
        }
        assertThat(LogInvariants.check(fixture.database().dataSource())).hasSize(9);
    }

    @Test
    void givenBatches_whenStoredOrRefused_thenTheirConnectionPlansAsBefore() throws Exception {
        DataSource one = fixture.pool(1);
        AppendUnit unit = unit(Ids.newId());
        try (GroupAppender appender = appender(one, 100, 1)) {
            appender.append(unit);
            assertThat(plans(one)).isEqualTo("auto on");
            assertThatThrownBy(() -> appender.append(new AppendUnit(unit.events(), List.of())))
                    .isInstanceOf(ConcurrencyException.class);
            assertThat(plans(one)).isEqualTo("auto on");
        }
    }

    private static String plans(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("select current_setting('plan_cache_mode') || ' '"
                                + " || current_setting('enable_seqscan')")) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void givenRowHeldByAnotherTransaction_whenOthersAppend_thenTheyDoNotWaitAndItFollows() throws Exception {
        fixture.database().execute("create table held as select 1 as id, 0 as written");
        AppendUnit unit = unit(Ids.newId());
        AppendUnit holding = new AppendUnit(unit.events(), List.of(new HeldRow()));
        CompletableFuture<Appended> waiting;
        try (Connection holder = fixture.database().dataSource().getConnection()) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("select from held for update");
            waiting = start(() -> node.appender().append(holding));
            for (int i = 0; i < 5; i++) {
                long begun = System.nanoTime();
                node.appender().append(unit(Ids.newId()));
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
            }

            assertThat(waiting).isNotDone();
            holder.rollback();
        }
        assertThat(waiting.get(10, TimeUnit.SECONDS).events()).hasSize(1);
        assertThat(fixture.number("select written from held")).isOne();
        assertThat(LogInvariants.check(fixture.database().dataSource())).hasSize(6);
    }

    private record HeldRow() implements EventRows {

        @Override
        public void write(Connection connection) throws SQLException {
            execute(connection, "");
        }

        @Override
        public boolean tryWrite(Connection connection) throws SQLException {
            return execute(connection, " where ctid = any (array(select ctid from held for update skip locked))") > 0;
        }

        private static int execute(Connection connection, String where) throws SQLException {
            try (Statement update = connection.createStatement()) {
                return update.executeUpdate("update held set written = written + 1" + where);
            }
        }
    }

    @Test
    void givenPoisonInABatch_whenAppended_thenItFailsAlone() throws Exception {
        UUID owner = Ids.newId();
        List<CompletableFuture<Appended>> answers = new ArrayList<>();
        try (Connection holder = fixture.database().dataSource().getConnection()) {
            holder.setAutoCommit(false);
            OwnerLock.exclusive(holder, owner);
            for (int i = 0; i < 20; i++) {
                AppendUnit unit = i % 7 == 3
                        ? StoreFixture.unit(
                                node, owner, Ids.newId(owner), 0, CREATED, new TaskRenamed("Task", TestRows.POISON))
                        : unit(owner);
                answers.add(start(() -> node.appender().append(unit)));
            }
            holder.rollback();
        }
        int failed = 0;
        for (CompletableFuture<Appended> answer : answers) {
            try {
                answer.get(20, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                assertThat(e.getCause()).isInstanceOf(EventStoreException.class);
                failed++;
            }
        }
        assertThat(failed).isEqualTo(3);
        assertThat(LogInvariants.check(fixture.database().dataSource())).hasSize(17);
    }

    @Test
    void givenOwnerHeldByAnotherTransaction_whenOthersAppend_thenTheyDoNotWaitAndItFollows() throws Exception {
        UUID held = Ids.newId();
        CompletableFuture<Appended> waiting;
        try (Connection holder = fixture.database().dataSource().getConnection()) {
            holder.setAutoCommit(false);
            OwnerLock.exclusive(holder, held);
            AppendUnit unit = unit(held);
            waiting = start(() -> node.appender().append(unit));
            for (int i = 0; i < 5; i++) {
                node.appender().append(unit(Ids.newId()));
            }

            assertThat(waiting).isNotDone();
            assertThat(fixture.number("select count(*) from eventstore.event")).isEqualTo(5);
            holder.rollback();
        }
        assertThat(waiting.get(10, TimeUnit.SECONDS).events()).hasSize(1);
    }

    /** In halves each try would wait for the lock anew, 13 times for seven units, and nobody else's would be stored meanwhile. */
    @Test
    void givenTableHeldByAnotherTransaction_whenAppended_thenABatchWaitsForItOnce() throws Exception {
        String impatient = fixture.database().jdbcUrl()
                + (fixture.database().jdbcUrl().contains("?") ? "&" : "?") + "options=-c%20lock_timeout=200ms";
        List<CompletableFuture<Appended>> answers = new ArrayList<>();
        AtomicInteger tries = new AtomicInteger();
        try (HikariDataSource pool = StoreFixture.pool(
                        impatient, fixture.database().user(), fixture.database().password(), 6);
                GroupAppender appender = appender(counting(pool, tries), 100, 1);
                Connection holder = fixture.database().dataSource().getConnection()) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("lock table test_row in access exclusive mode");
            for (int i = 0; i < 8; i++) {
                AppendUnit unit = unit(Ids.newId());
                answers.add(start(() -> appender.append(unit)));
            }
            for (CompletableFuture<Appended> answer : answers) {
                assertThatThrownBy(() -> answer.get(20, TimeUnit.SECONDS))
                        .cause()
                        .isInstanceOfSatisfying(
                                RejectedException.class,
                                rejected -> assertThat(rejected.code()).isEqualTo(RejectionCode.UNAVAILABLE));
            }
            assertThat(tries.get()).isLessThanOrEqualTo(8);
            holder.rollback();
            assertThat(appender.append(unit(Ids.newId())).events()).hasSize(1);
        }
        LogInvariants.check(fixture.database().dataSource());
    }

    /** The commits of both nodes hang in the server: nobody hears anything until they are through. */
    @Test
    void givenCommitsThatHang_whenAppended_thenNoAcknowledgementPrecedesItsCommit() throws Exception {
        EventStoreNode other = fixture.node();
        fixture.database()
                .execute(
                        "create function hang() returns trigger language plpgsql"
                                + " set lock_timeout = '20s' as 'begin perform pg_advisory_xact_lock_shared(4711); return null; end'");
        fixture.database()
                .execute("create constraint trigger hang after insert on eventstore.event"
                        + " deferrable initially deferred for each row execute function hang()");
        List<CompletableFuture<Appended>> answers = new ArrayList<>();
        try (Connection holder = fixture.database().dataSource().getConnection()) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("select pg_advisory_xact_lock(4711)");
            for (int i = 0; i < 10; i++) {
                AppendUnit unit = unit(Ids.newId());
                EventStoreNode writer = i % 2 == 0 ? node : other;
                answers.add(start(() -> writer.appender().append(unit)));
            }
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (fixture.number("select count(*) from pg_stat_activity where datname = current_database()"
                                    + " and query = 'COMMIT' and wait_event = 'advisory'")
                            < 2
                    && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            for (int i = 0; i < 20; i++) {
                assertThat(answers).noneMatch(CompletableFuture::isDone);
                assertThat(fixture.number("select count(*) from eventstore.event"))
                        .isZero();
                TimeUnit.MILLISECONDS.sleep(15);
            }
            holder.rollback();
        }
        for (CompletableFuture<Appended> answer : answers) {
            assertThat(answer.get(20, TimeUnit.SECONDS).events()).hasSize(1);
        }
        assertThat(LogInvariants.check(fixture.database().dataSource())).hasSize(10);
    }

    @Test
    void givenFullQueue_whenAppended_thenRefusedAtOnceWithRetryAfter_andStopSettlesEveryUnit() throws Exception {
        UUID owner = Ids.newId();
        Set<UUID> stored = ConcurrentHashMap.newKeySet();
        AtomicInteger refused = new AtomicInteger();
        List<CompletableFuture<Void>> commands = new ArrayList<>();
        try (Connection holder = fixture.database().dataSource().getConnection();
                GroupAppender appender = appender(fixture.pool(6), 10, 1)) {
            holder.setAutoCommit(false);
            OwnerLock.exclusive(holder, owner);
            for (int i = 0; i < 40; i++) {
                AppendUnit unit = unit(owner);
                commands.add(start(() -> {
                    try {
                        appender.append(unit);
                        stored.add(unit.events().get(0).eventId());
                    } catch (RejectedException e) {
                        assertThat(e.code()).isEqualTo(RejectionCode.UNAVAILABLE);
                        assertThat(e.retryAfter()).isPositive();
                        refused.incrementAndGet();
                    }
                    return null;
                }));
            }
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (refused.get() == 0 && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            assertThat(refused.get()).isPositive();
            assertThat(stored).isEmpty();
            CompletableFuture<Void> closed = start(() -> {
                appender.close();
                return null;
            });
            holder.rollback();
            closed.get(20, TimeUnit.SECONDS);
            assertThatThrownBy(() -> appender.append(unit(owner))).isInstanceOf(RejectedException.class);
        }
        for (CompletableFuture<Void> command : commands) {
            command.get(20, TimeUnit.SECONDS);
        }
        assertThat(stored.size() + refused.get()).isEqualTo(40);
        assertThat(LogInvariants.check(fixture.database().dataSource())).isEqualTo(stored);
    }

    @Test
    void givenHeldTransaction_whenOwnerWrites_thenItsFeedIsToldAndStreamsWait() throws Exception {
        UUID owner = Ids.newId();
        EventStoreNode other = fixture.node();
        Set<UUID> told = ConcurrentHashMap.newKeySet();
        try (Connection holder = fixture.database().dataSource().getConnection();
                AutoCloseable feed = other.eventLog().onNewEvents(told::add);
                var stream = other.eventStore().openStream(null)) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("select pg_current_xact_id()");
            node.appender().append(unit(owner));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (!told.contains(owner) && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(2);
            }

            assertThat(told).containsExactly(owner);
            assertThat(stream.hasNextAvailable(100, TimeUnit.MILLISECONDS)).isFalse();
            holder.rollback();
            assertThat(stream.hasNextAvailable(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private AppendUnit unit(UUID owner) {
        return StoreFixture.unit(node, owner, Ids.newId(owner), 0, CREATED);
    }

    private interface Task<T> {
        T run() throws Exception;
    }

    private static <T> CompletableFuture<T> start(Task<T> task) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                answer.complete(task.run());
            } catch (Throwable e) {
                answer.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return answer;
    }

    /** A data source whose connections break at the first commits, after or before the server has heard of them. */
    private DataSource losing(boolean afterCommit, int times) {
        DataSource real = fixture.database().dataSource();
        AtomicInteger left = new AtomicInteger(times);
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(real, arguments);
                    return result instanceof Connection connection ? losing(connection, afterCommit, left) : result;
                });
    }

    /** Counts the transactions, each of which takes a connection. */
    private static DataSource counting(DataSource real, AtomicInteger taken) {
        return (DataSource) Proxy.newProxyInstance(
                GroupAppenderIT.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("getConnection")) {
                        taken.incrementAndGet();
                    }
                    return method.invoke(real, arguments);
                });
    }

    private static Connection losing(Connection real, boolean afterCommit, AtomicInteger left) {
        return (Connection) Proxy.newProxyInstance(
                GroupAppenderIT.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("commit") && left.getAndDecrement() > 0) {
                        if (afterCommit) {
                            real.commit();
                        }
                        real.close();
                        throw new SQLException("The connection broke", "08006");
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
