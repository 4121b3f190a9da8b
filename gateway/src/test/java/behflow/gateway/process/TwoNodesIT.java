package behflow.gateway.process;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.HttpApi;
import behflow.HttpApi.Answer;
import behflow.Node;
import behflow.testing.SmtpServer;
import behflow.testing.TestDatabase;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * Two nodes over one database, with real Quartz and a mail server, each in its turn quicker than in production: one in this
 * JVM, one in a JVM of its own. All tests that extend this share them.
 */
abstract class TwoNodesIT {

    static final String PROCESSES = "/api/v1/processes";
    static final DateTimeFormatter START = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss");
    static final TestDatabase DATABASE = TestDatabase.create();
    static final JdbcClient JDBC = JdbcClient.create(DATABASE.dataSource());
    static final SmtpServer MAIL = new SmtpServer();
    static final String[] QUICK = {
        "spring.profiles.active=test-actions",
        "spring.mail.host=127.0.0.1",
        "spring.mail.port=" + MAIL.port(),
        "behflow.mail.from=behflow@example.org",
        "behflow.mail.interval=500ms",
        "behflow.processes.lease=3s",
        "behflow.processes.reconcile-interval=3s",
        "spring.quartz.properties.org.quartz.scheduler.idleWaitTime=1000",
        "spring.quartz.properties.org.quartz.jobStore.clusterCheckinInterval=1000"
    };

    static Node one;
    private static @Nullable Node two;

    HttpApi api;

    @BeforeAll
    static void start() {
        if (one == null) {
            // Before the other: it migrates.
            one = Node.here(DATABASE, QUICK);
        }
    }

    /** The one that can be killed; a new one where it was. */
    static Node two() {
        Node present = two;
        if (present == null) {
            present = Node.ofItsOwn(DATABASE, QUICK);
            two = present;
        }
        return present;
    }

    /** At once and without any notice. */
    static void killTwo() {
        two().close();
        two = null;
    }

    @BeforeEach
    void newUser() {
        two();
        api = HttpApi.newUser(one.baseUrl());
    }

    static String daily(Instant first) {
        return "DTSTART:" + LocalDateTime.ofInstant(first, ZoneOffset.UTC).format(START) + "\\nRRULE:FREQ=DAILY";
    }

    String create(String more) {
        Answer created = api.post(PROCESSES, """
                        {"name": "Daily", "trigger_type": "time_based", "action": "create_task",
                        "parameters": {"name": "Occurrence"}, %s}""".formatted(more));
        return created.expect(201).text("/process_id");
    }

    String builtIn() {
        return builtIn("reschedule_remaining_tasks");
    }

    String builtIn(String name) {
        for (JsonNode process : api.get(PROCESSES).expect(200).json().at("/processes")) {
            if (process.at("/name").stringValue().equals(name)) {
                return process.at("/process_id").stringValue();
            }
        }
        throw new AssertionError("No built-in process");
    }

    boolean hasRun(String process) {
        return executions(process).at("/0/status").asString("").equals("success");
    }

    JsonNode executions(String process) {
        return executions(api, process);
    }

    static JsonNode executions(HttpApi user, String process) {
        return user.get(PROCESSES + "/" + process + "/executions")
                .expect(200)
                .json()
                .at("/executions");
    }

    JsonNode decisions(String process) {
        return api.get(PROCESSES + "/" + process + "/decisions")
                .expect(200)
                .json()
                .at("/decisions");
    }

    void enable(boolean active) {
        JDBC.sql("update account set active = ? where user_id = ?::uuid")
                .params(active, api.userId())
                .update();
    }

    static long timers(String process) {
        return JDBC.sql("select count(*) from process.timer where process_id = ?::uuid")
                .param(process)
                .query(Long.class)
                .single();
    }

    static long timers(String process, String zone) {
        return JDBC.sql("select count(*) from process.timer where process_id = ?::uuid and zone = ?")
                .params(process, zone)
                .query(Long.class)
                .single();
    }

    static long triggers(Instant due) {
        return JDBC.sql("select count(*) from scheduler.qrtz_triggers where trigger_name = ?")
                .param(due.toString())
                .query(Long.class)
                .single();
    }

    static void until(String what, BooleanSupplier condition) {
        Instant end = Instant.now().plusSeconds(50);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as(what).isBefore(end);
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }
}
