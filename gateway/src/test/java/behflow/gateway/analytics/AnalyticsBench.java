package behflow.gateway.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.HttpApi;
import behflow.api.admin.Projections;
import behflow.api.kernel.EventLog;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/**
 * How fast analytics are, on 100,000 tasks of one user with five events each: not of the ordinary build, see {@code
 * bench/analytics.sh}. It prints; what it demands is that nothing is wrong.
 */
class AnalyticsBench extends BehflowIT {

    private static final int TASKS = Integer.getInteger("bench.tasks", 100_000);
    private static final int PAGE = 2_000;
    private static final int ROUNDS = 9;
    private static final int CLIENTS = 8;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration WRITING = Duration.ofSeconds(12);

    /** Five events a task, spread over a year and over each other; the bytes of hashes mean nothing here. */
    private static final String HISTORY = """
            with events as (
                select i, k, row_number() over (order by i + k * 3000, i, k) as n
                from generate_series(1, %1$d) i cross join generate_series(0, 4) k
                where k < 4 or i %% 5 > 0
            ), tx as materialized (
                select pg_current_xact_id()::text::bigint + (select value from eventstore.transaction_offset) as tx
            ), written as (
                insert into eventstore.event (owner_id, position, tx, idx, event_id, subject_id, sequence, type, revision,
                    timestamp_us, payload, metadata, salt, commitment, hash, actor, user_id, correlation_id, causation_id,
                    request_id)
                select o.id, o.head + n, (select tx from tx), n, gen_random_uuid(),
                    md5('task' || i)::uuid, k,
                    (array['task.created', 'task.status_changed', 'task.priority_changed', 'task.rescheduled',
                        'task.status_changed'])[k + 1], '1',
                    (extract(epoch from now() - interval '365 days') * 1000000)::bigint + n * (31536000000000 / (5 * %1$d)),
                    convert_to((array[
                        '{"name":"Task ' || i || '","description":"What is to be done about it, in a sentence or two","priority":"'
                            || case when i %% 200 = 0 then 'urgent' else 'low' end
                            || '","due_date":"2026-12-31T23:59:59Z","tags":["project","t' || i %% 10 || '"]}',
                        '{"from":"not_started","to":"in_progress"}',
                        '{"from":"low","to":"' || case when i %% 200 = 0 then 'urgent' else 'high' end || '"}',
                        '{"from":"2026-12-31T23:59:59Z","to":"2027-01-31T23:59:59Z"}',
                        '{"from":"in_progress","to":"completed"}'])[k + 1], 'UTF8'),
                    convert_to(json_build_object('actor', 'user', 'user_id', o.id, 'owner_id', o.id,
                        'correlation_id', gen_random_uuid(), 'causation_id', gen_random_uuid(),
                        'request_id', gen_random_uuid())::text, 'UTF8'),
                    null, sha256(''), sha256(''),
                    (array['user', 'user', 'agent', 'process', 'user'])[k + 1], o.id, gen_random_uuid(), gen_random_uuid(),
                    gen_random_uuid()
                from events, (select owner_id as id, position as head from eventstore.log_head where owner_id = '%2$s') o
                returning position
            )
            update eventstore.log_head set position = (select max(position) from written), last_tx = (select tx from tx)
            where owner_id = '%2$s'
            """;

    @Autowired
    private EventLog log;

    @Autowired
    private Projections projections;

    @Test
    void givenHundredThousandTasks_thenPrintsSpeeds() throws Exception {
        HttpApi api = HttpApi.newUser(baseUrl());
        UUID owner = UUID.fromString(api.userId());
        try (Connection connection = database().superuserDataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(HISTORY.formatted(TASKS, owner));
            statement.execute("vacuum analyze eventstore.event");
        }
        long head = log.head(owner).position();
        Instant begun = Instant.now();
        while (position(owner) < head) {
            assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofMinutes(5));
            TimeUnit.MILLISECONDS.sleep(50);
        }
        double followed = head / seconds(begun);
        plainRead(owner, head);
        double read = plainRead(owner, head);
        begun = Instant.now();
        projections.rebuild("bi", progress -> {});
        double rebuilt = head / seconds(begun);
        read = (read + plainRead(owner, head)) / 2;
        System.out.printf("plain read %,.0f events/s%n", read);
        System.out.printf(
                "followed in batches of 500: %,.0f events/s, %.3f of a plain read%n", followed, followed / read);
        System.out.printf("rebuilt: %,.0f events/s, %.3f of a plain read%n", rebuilt, rebuilt / read);
        LocalDate today = LocalDate.now();
        for (String report : new String[] {
            "summary",
            "summary?from=" + today.minusDays(364),
            "summary?tag=t1",
            "summary?from=" + today.minusDays(200) + "&to=" + today.minusDays(170),
            "throughput?from=" + today.minusDays(364),
            "throughput?bucket=month&priority=urgent",
            "cumulative-flow?from=" + today.minusDays(364),
            "cumulative-flow?from=" + today.minusDays(200) + "&to=" + today.minusDays(170),
            "cycle-time?from=" + today.minusDays(2),
            "aging?priority=urgent",
            "forecast?remaining=500&seed=1",
            "forecast?priority=urgent&seed=1"
        }) {
            System.out.printf("%-60s %4d ms%n", report, median(api, "/api/v1/analytics/" + report));
        }
        System.out.printf(
                "%-60s %4d ms%n",
                "summary?as_of=(100 days ago)",
                median(api, "/api/v1/analytics/summary?as_of=" + Instant.now().minus(Duration.ofDays(100))));
        lag(api);
    }

    /** By what {@code GET /api/v1/admin/projections} says, while eight users create tasks at half of the speed they can have. */
    private void lag(HttpApi admin) throws Exception {
        database().execute("update account set admin = true where user_id = '" + admin.userId() + "'");
        List<HttpApi> users = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            users.add(HttpApi.newUser(baseUrl()));
        }
        write(users, Double.MAX_VALUE, WARM_UP);
        double full = write(users, Double.MAX_VALUE, WRITING);
        List<Sample> samples = Collections.synchronizedList(new ArrayList<>());
        ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor();
        sampler.scheduleAtFixedRate(() -> samples.add(Sample.take(admin)), 1_000, 25, TimeUnit.MILLISECONDS);
        double half = write(users, full / 2, WRITING);
        sampler.shutdown();
        assertThat(sampler.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
        long[] behind = samples.stream().mapToLong(Sample::lag).sorted().toArray();
        long[] delays = delays(samples);
        System.out.printf("%d users create tasks: %,.0f events/s%n", CLIENTS, full);
        System.out.printf(
                "at half of it, %,.0f events/s: behind by %d events (median), %d (p99)%n",
                half, at(behind, 0.5), at(behind, 0.99));
        System.out.printf(
                "an event is in all tables after %d ms (median), %d (p99) ms%n", at(delays, 0.5), at(delays, 0.99));
    }

    /** How far the tables were at a moment. */
    private record Sample(long nanos, long position, long head, long lag) {

        static Sample take(HttpApi admin) {
            long nanos = System.nanoTime();
            for (JsonNode projection :
                    admin.get("/api/v1/admin/projections").expect(200).json().path("projections")) {
                if (projection.path("name").asString().equals("bi")) {
                    return new Sample(
                            nanos,
                            projection.path("position").asLong(),
                            projection.path("head").asLong(),
                            projection.path("lag").asLong());
                }
            }
            throw new AssertionError("No projection bi");
        }
    }

    /** From each sample to the first one whose position is its head: in milliseconds, sorted. */
    private static long[] delays(List<Sample> samples) {
        List<Long> delays = new ArrayList<>();
        int reached = 0;
        for (Sample sample : samples) {
            while (reached < samples.size() && samples.get(reached).position() < sample.head()) {
                reached++;
            }
            if (reached == samples.size()) {
                break;
            }
            delays.add(TimeUnit.NANOSECONDS.toMillis(
                    Math.max(0, samples.get(reached).nanos() - sample.nanos())));
        }
        return delays.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    private static long at(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, Math.round(share * sorted.length))];
    }

    /** @return events a second */
    private static double write(List<HttpApi> users, double perSecond, Duration time) throws Exception {
        AtomicLong written = new AtomicLong();
        long begun = System.nanoTime();
        long end = begun + time.toNanos();
        ExecutorService pool = Executors.newFixedThreadPool(users.size());
        List<Future<?>> clients = new ArrayList<>();
        for (HttpApi user : users) {
            clients.add(pool.submit(() -> {
                while (true) {
                    long due = begun + (long) (written.getAndIncrement() / perSecond * 1e9);
                    TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                    if (System.nanoTime() >= end) {
                        written.decrementAndGet();
                        return null;
                    }
                    user.post("/api/v1/tasks", "{\"name\": \"Written\", \"tags\": [\"bench\"]}")
                            .expect(201);
                }
            }));
        }
        for (Future<?> client : clients) {
            client.get();
        }
        pool.shutdown();
        return written.get() / seconds(begun, System.nanoTime());
    }

    private static double seconds(long from, long to) {
        return (to - from) / 1e9;
    }

    private double plainRead(UUID owner, long head) {
        Instant begun = Instant.now();
        long position = 0;
        while (position < head) {
            position = log.read(owner, position, head, PAGE).stream()
                    .mapToLong(event -> event.position())
                    .max()
                    .orElseThrow();
        }
        return head / seconds(begun);
    }

    private static long median(HttpApi api, String path) {
        long[] times = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long begun = System.nanoTime();
            api.get(path).expect(200);
            times[i] = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        }
        Arrays.sort(times);
        return times[ROUNDS / 2];
    }

    private static double seconds(Instant begun) {
        return Math.max(1, Duration.between(begun, Instant.now()).toMillis()) / 1000.0;
    }

    private static long position(UUID owner) throws SQLException {
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select coalesce(max(position), 0) from bi.log_position where owner_id = '" + owner + "'")) {
            row.next();
            return row.getLong(1);
        }
    }
}
