package behflow.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowApplication;
import behflow.BehflowIT;
import behflow.HttpApi;
import behflow.api.admin.Projections;
import behflow.api.kernel.Ids;
import behflow.api.kernel.LogEntry;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.EventProcessor;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the log costs and how fast it is read, at a million events: not of the ordinary build, see {@code bench/history.sh}. It
 * prints; what it demands is that nothing is wrong.
 */
class HistoryBench extends BehflowIT {

    private static final int EVENTS = Integer.getInteger("bench.events", 1_000_000);
    private static final int USER_EVENTS = 20_000;
    private static final int BIG_EVENTS = EVENTS / 5;
    private static final int BATCH = 5_000;
    private static final int CHAINED = 200_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Autowired
    private Projections projections;

    @Autowired
    private EventProcessingConfiguration processing;

    @Test
    void givenMillionEvents_thenPrintsSpeeds() throws Exception {
        processing.eventProcessors().values().forEach(EventProcessor::shutDown);
        try (Connection connection = database().superuserDataSource().getConnection();
                Statement statement = connection.createStatement()) {
            LongHistory history = new LongHistory(connection);
            chain();
            HttpApi user = account(connection, "history");
            HttpApi big = account(connection, "big");
            long begun = System.nanoTime();
            history.append(UUID.fromString(user.userId()), USER_EVENTS, BATCH);
            history.append(UUID.fromString(big.userId()), BIG_EVENTS, BATCH);
            for (int i = BIG_EVENTS + 2 * USER_EVENTS; i <= EVENTS; i += USER_EVENTS) {
                history.append(Ids.newId(), USER_EVENTS, BATCH);
            }
            statement.execute("vacuum analyze");
            long events = number(statement, "select count(*) from eventstore.event");
            System.out.printf("%,d events appended: %,.0f/s%n", events, events / seconds(begun));
            replay(connection, events);
            asOf(user);
            verifyLog(events);
            erase(big);
            assertThat(verifyLog(events)).contains("verified");
        }
    }

    /** What it costs to seal an event and to chain it. */
    private static void chain() {
        byte[] salt = new byte[32];
        byte[] payload = new byte[200];
        byte[] metadata = new byte[250];
        byte[] identity = LogEntry.identity(Ids.newId(), Ids.newId(), 1, "task.status_changed", "1");
        UUID owner = Ids.newId();
        double sealing = 0;
        double chaining = 0;
        for (int round = 0; round < 3; round++) {
            long begun = System.nanoTime();
            byte[] seal = {};
            for (int i = 0; i < CHAINED; i++) {
                seal = LogEntry.seal(metadata, LogEntry.commitment(salt, payload));
                payload[0] ^= seal[0];
                metadata[0] ^= seal[32];
            }
            sealing = seconds(begun) * 1e6 / CHAINED;
            begun = System.nanoTime();
            byte[] hash = LogEntry.noHash();
            for (int i = 1; i <= CHAINED; i++) {
                hash = LogEntry.sha256(LogEntry.entry(owner, i, hash, identity, i, seal));
            }
            chaining = seconds(begun) * 1e6 / CHAINED;
            payload[1] ^= hash[0];
        }
        System.out.printf(
                "chain: %.1f µs an event for commitment and digest, %.1f µs for the hash%n", sealing, chaining);
    }

    private void replay(Connection connection, long events) throws SQLException {
        plainRead(connection);
        double read = plainRead(connection);
        for (int round = 1; round <= 2; round++) {
            long begun = System.nanoTime();
            projections.rebuild("task_view", progress -> {});
            double rebuilt = events / seconds(begun);
            double after = plainRead(connection);
            System.out.printf(
                    "rebuild of task_view: %,.0f events/s, %.2f of a plain read (%,.0f/s)%n",
                    rebuilt, rebuilt / ((read + after) / 2), (read + after) / 2);
            read = after;
        }
        projections.verify("task_view", progress -> {}, difference -> {
            throw new AssertionError(difference.toString());
        });
    }

    /** All events by thousands, in the order of their logs, their JSON decoded; @return events a second */
    private static double plainRead(Connection connection) throws SQLException {
        long begun = System.nanoTime();
        long read = 0;
        UUID owner = new UUID(0, 0);
        long position = 0;
        try (PreparedStatement page =
                connection.prepareStatement("select owner_id, position, payload from eventstore.event"
                        + " where (owner_id, position) > (?, ?) order by owner_id, position limit 1000")) {
            int rows;
            do {
                rows = 0;
                page.setObject(1, owner);
                page.setLong(2, position);
                try (ResultSet row = page.executeQuery()) {
                    while (row.next()) {
                        owner = row.getObject(1, UUID.class);
                        position = row.getLong(2);
                        JSON.readTree(row.getBytes(3));
                        rows++;
                    }
                }
                read += rows;
            } while (rows > 0);
        }
        return read / seconds(begun);
    }

    private static void asOf(HttpApi user) {
        String month = Instant.now().minus(Duration.ofDays(30)).toString();
        String today = Instant.now().minus(Duration.ofMinutes(1)).toString();
        String[] queries = {"", "as_of=" + month, "as_of=" + month + "&limit=50&status=blocked", "as_of=" + today};
        String[] names = {
            "list of now, all", "as of last month, all", "as of last month, 50 of a status", "as of a minute ago, all"
        };
        for (int q = 0; q < queries.length; q++) {
            double[] times = new double[60];
            int tasks = 0;
            for (int i = -40; i < times.length; i++) {
                long begun = System.nanoTime();
                var answer = user.get("/api/v1/tasks?" + queries[q]).expect(200);
                if (i >= 0) {
                    times[i] = (System.nanoTime() - begun) / 1e6;
                }
                tasks = i < 0 ? answer.json().path("tasks").size() : tasks;
            }
            Arrays.sort(times);
            System.out.printf(
                    "%-34s %,5d tasks: median %.0f ms, p95 %.0f ms%n",
                    names[q], tasks, times[times.length / 2], times[(int) (times.length * 0.95)]);
        }
    }

    /** In a JVM of its own, as the console's command; its peak of resident memory is read while it runs. */
    private static String verifyLog(long events) throws Exception {
        long begun = System.nanoTime();
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-Dspring.datasource.url=" + database().jdbcUrl(),
                        "-Dspring.datasource.username=" + database().user(),
                        "-Dspring.datasource.password=" + database().password(),
                        "-cp",
                        System.getProperty("java.class.path").replace("\n", File.pathSeparator),
                        BehflowApplication.class.getName(),
                        "verify-log")
                .redirectErrorStream(true)
                .start();
        String peak = "?";
        while (jvm.isAlive()) {
            try {
                peak = Files.readAllLines(Path.of("/proc/" + jvm.pid() + "/status")).stream()
                        .filter(line -> line.startsWith("VmHWM"))
                        .map(line -> line.replaceAll("\\D+", ""))
                        .findFirst()
                        .orElse(peak);
            } catch (java.io.IOException ended) {
                break;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        String said = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jvm.waitFor()).as(said).isZero();
        double seconds = seconds(begun);
        System.out.printf(
                "verify-log (-Xmx256m): %s; with its JVM's start %.1f s, %,.0f events/s, peak resident %d MB%n",
                said.lines()
                        .filter(line -> line.startsWith("verified"))
                        .findFirst()
                        .orElse(""),
                seconds,
                events / seconds,
                Long.parseLong(peak) / 1024);
        return said;
    }

    private static void erase(HttpApi big) {
        long begun = System.nanoTime();
        big.post("/me/erase", "{\"password\": \"securepass123\"}").expect(200);
        System.out.printf(
                "erasure of an account of %,d events: %.1f s, %.0f s for each million%n",
                BIG_EVENTS, seconds(begun), seconds(begun) / BIG_EVENTS * 1e6);
    }

    /** A user whose log is empty: with another's row of an account, under another name. */
    private HttpApi account(Connection connection, String name) throws SQLException {
        HttpApi model = HttpApi.newUser(baseUrl());
        try (PreparedStatement copy = connection.prepareStatement(
                "insert into account (user_id, username, username_key, name,"
                        + " lastname, password_hash) select ?, ?, ?, name, lastname, password_hash from account where user_id = ?")) {
            copy.setObject(1, Ids.newId());
            copy.setString(2, name);
            copy.setString(3, name);
            copy.setObject(4, UUID.fromString(model.userId()));
            copy.executeUpdate();
        }
        return HttpApi.login(baseUrl(), name, "securepass123");
    }

    /** Whatever else the machine does only adds. */
    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
