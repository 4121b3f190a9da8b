package behflow.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import behflow.BehflowIT;
import behflow.ConsoleRun;
import behflow.HttpApi;
import behflow.api.admin.ConsoleCommand;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.EventLogs;
import behflow.gateway.kernel.postgres.CommandDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;
import tools.jackson.databind.JsonNode;

/** A log proves itself unaltered, to its owner and to anyone who holds a head; whatever is altered is found and named. */
class ProofIT extends BehflowIT {

    @TempDir
    private Path folder;

    private HttpApi userWithTasks(int tasks) {
        HttpApi api = HttpApi.newUser(baseUrl());
        for (int i = 0; i < tasks; i++) {
            String id = api.post("/api/v1/tasks", "{\"name\": \"T%d یادآوری\", \"tags\": [\"a\"]}".formatted(i))
                    .text("/task_id");
            api.put("/api/v1/tasks/" + id, "{\"status\": \"completed\", \"name\": \"U" + i + "\"}")
                    .expect(200);
        }
        return api;
    }

    @Test
    void givenHead_whenLogGoesOn_thenStillConsistent() {
        HttpApi api = userWithTasks(2);
        JsonNode head = api.get("/api/v1/log/head").expect(200).json();
        assertThat(head.at("/note").stringValue().lines().toList().get(1))
                .isEqualTo(head.at("/position").toString());
        api.post("/api/v1/tasks", "{\"name\": \"more\"}").expect(201);
        String query = "/api/v1/log/verify?position=" + head.at("/position") + "&hash="
                + head.at("/hash").stringValue();
        assertThat(api.get(query).expect(200).json().at("/consistent").booleanValue())
                .isTrue();
        assertThat(api.get("/api/v1/log/verify?position=1&hash="
                                + head.at("/hash").stringValue())
                        .json()
                        .at("/consistent")
                        .booleanValue())
                .isFalse();
        assertThat(api.get("/api/v1/log/verify?position=999&hash="
                                + head.at("/hash").stringValue())
                        .json()
                        .at("/consistent")
                        .booleanValue())
                .isFalse();
        assertThat(HttpApi.newUser(baseUrl())
                        .get(query)
                        .json()
                        .at("/consistent")
                        .booleanValue())
                .isFalse();
        api.get("/api/v1/log/verify?position=x&hash=y").expect(400);
        assertThat(api.get("/api/v1/log/key").expect(200).text("/key")).startsWith("behflow/");
    }

    @Test
    void givenDatabase_whenRowsAreAltered_thenNamed() throws SQLException {
        HttpApi api = userWithTasks(3);
        assertThat(ConsoleRun.of(database(), "verify-log").exitCode()).isZero();
        String row = " where owner_id = '" + api.userId() + "' and position = 5";
        String[][] alterations = {
            {"update eventstore.event set payload = payload || ' '" + row, "payload of position 5 is altered"},
            {"update eventstore.event set metadata = metadata || ' '" + row, "position 5 is altered"},
            {"update eventstore.event set timestamp_us = timestamp_us + 1" + row, "position 5 is altered"},
            {"update eventstore.event set type = 'task.deleted'" + row, "position 5 is altered"},
            {"update eventstore.event set salt = null" + row, "position 5 is gone without"},
            {"update eventstore.event set actor = 'agent'" + row, "position 5 is altered"},
            {"update eventstore.event set user_id = event_id" + row, "position 5 is altered"},
            {"update eventstore.event set correlation_id = event_id" + row, "position 5 is altered"},
            {"update eventstore.event set causation_id = event_id" + row, "position 5 is altered"},
            {"update eventstore.event set request_id = event_id" + row, "position 5 is altered"},
            {"update eventstore.event set chat_session_id = event_id" + row, "position 5 is altered"},
            {"update eventstore.event set message_id = event_id" + row, "position 5 is altered"},
            {"update eventstore.event set execution_id = event_id" + row, "position 5 is altered"},
            {"update eventstore.event set depth = 1" + row, "position 5 is altered"},
            {"delete from eventstore.event" + row, "position 5 is missing"},
            {
                "delete from eventstore.event where owner_id = '" + api.userId() + "' and position >= 8",
                "cut off at position 7"
            },
            {
                "update eventstore.log_head set hash = sha256(hash) where owner_id = '" + api.userId() + "'",
                "known head names"
            },
        };
        for (String[] alteration : alterations) {
            execute(
                    "create table saved as select * from eventstore.event where owner_id = '" + api.userId() + "'",
                    "create table saved_head as select * from eventstore.log_head where owner_id = '" + api.userId()
                            + "'",
                    alteration[0]);
            try {
                ConsoleRun run = ConsoleRun.of(database(), "verify-log");
                assertThat(run.exitCode()).as(alteration[0]).isOne();
                assertThat(run.out()).as(alteration[0]).contains(api.userId()).contains(alteration[1]);
            } finally {
                execute(
                        "delete from eventstore.event where owner_id = '" + api.userId() + "'",
                        "insert into eventstore.event select * from saved",
                        "delete from eventstore.log_head where owner_id = '" + api.userId() + "'",
                        "insert into eventstore.log_head select * from saved_head",
                        "drop table saved",
                        "drop table saved_head");
            }
        }
        assertThat(ConsoleRun.of(database(), "verify-log").exitCode()).isZero();
    }

    @Test
    void givenExport_whenAlteredAtRandom_thenAlwaysFound() throws Exception {
        HttpApi api = userWithTasks(4);
        String erased = api.get("/api/v1/tasks").text("/tasks/1/task_id");
        api.delete("/api/v1/tasks/" + erased).expect(204);
        api.delete("/api/v1/tasks/" + erased + "/history").expect(200);
        Path export = folder.resolve("log.ndjson");
        assertThat(ConsoleRun.of(database(), "export", "--owner", api.userId(), export.toString())
                        .exitCode())
                .isZero();
        JsonNode head = api.get("/api/v1/log/head").json();
        Path note =
                Files.writeString(folder.resolve("head.note"), head.at("/note").stringValue());
        String key = api.get("/api/v1/log/key").text("/key");
        assertThat(verify(export, note, key).exitCode()).isZero();
        boolean python = python(export, api.userId(), head) == 0;
        assumeTrue(python || !pythonIsThere(), "python3 verifies what is unaltered");

        List<String> lines = Files.readAllLines(export);
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 150; i++) {
            List<String> altered = new ArrayList<>(lines);
            String what = alter(altered, random);
            if (altered.equals(lines)) {
                continue;
            }
            Path file = Files.write(folder.resolve("altered.ndjson"), altered);
            assertThat(verify(file, note, key).exitCode()).as("%d: %s", i, what).isOne();
            if (python && i % 15 == 0) {
                assertThat(python(file, api.userId(), head))
                        .as("python, %d: %s", i, what)
                        .isOne();
            }
        }
    }

    /** Its logs are whole: only the last line says that none is missing, and that the accounts are those that were there. */
    @Test
    void givenExport_whenCutBetweenLogsOrAccountAltered_thenBothVerifiersFindIt() throws Exception {
        HttpApi api = userWithTasks(2);
        Path export = folder.resolve("log.ndjson");
        ConsoleRun.of(database(), "export", "--owner", api.userId(), export.toString());
        JsonNode head = api.get("/api/v1/log/head").json();
        Path note =
                Files.writeString(folder.resolve("head.note"), head.at("/note").stringValue());
        String key = api.get("/api/v1/log/key").text("/key");
        List<String> lines = Files.readAllLines(export);
        List<String> cut = lines.subList(0, lines.size() - 1);
        List<String> renamed = new ArrayList<>(lines);
        renamed.replaceAll(line -> line.replaceFirst("\"lastname\":\"[^\"]*", "\"lastname\":\"Other"));
        assertThat(renamed).isNotEqualTo(lines);
        List<String> continued = new ArrayList<>(lines);
        continued.add(lines.get(1));
        for (List<String> wrong : List.of(cut, renamed, continued, List.<String>of())) {
            Path file = Files.write(folder.resolve("wrong.ndjson"), wrong);
            assertThat(verify(file, note, key).exitCode()).isOne();
            if (pythonIsThere()) {
                assertThat(python(file, api.userId(), head)).isOne();
            }
        }
    }

    @Test
    void givenNote_whenAltered_thenNotTrusted() throws IOException {
        HttpApi api = userWithTasks(1);
        Path export = folder.resolve("log.ndjson");
        ConsoleRun.of(database(), "export", "--owner", api.userId(), export.toString());
        String text = api.get("/api/v1/log/head").text("/note");
        String key = api.get("/api/v1/log/key").text("/key");
        Random random = new Random(7);
        for (int i = 0; i < 60; i++) {
            StringBuilder altered = new StringBuilder(text);
            int at = random.nextInt(text.length() - 1);
            altered.setCharAt(at, altered.charAt(at) == 'A' ? 'B' : 'A');
            Path note = Files.writeString(folder.resolve("head.note"), altered);
            assertThat(verify(export, note, key).exitCode())
                    .as("character %d", at)
                    .isOne();
        }
        Path note = Files.writeString(folder.resolve("head.note"), text);
        assertThat(verify(export, note, "behflow/" + UUID.randomUUID() + "+00000000+AQ==")
                        .exitCode())
                .isOne();
    }

    /** Alters what the owner's entries or the head say: a byte of a line, a line gone, doubled, moved, or the end cut off. */
    private static String alter(List<String> lines, Random random) {
        int line = 2 + random.nextInt(lines.size() - 3);
        switch (random.nextInt(5)) {
            case 0:
                lines.remove(line);
                return "line " + line + " dropped";
            case 1:
                lines.add(line, lines.get(line));
                return "line " + line + " doubled";
            case 2:
                int other = 2 + random.nextInt(lines.size() - 3);
                Collections.swap(lines, line, other);
                return "lines " + line + " and " + other + " swapped";
            case 3:
                lines.subList(line, lines.size() - 1).clear();
                return "cut off at line " + line;
            default:
                char[] text = lines.get(line).toCharArray();
                int at = random.nextInt(text.length);
                // Bytes of values: outside of them only names and punctuation stand, of which a reader needs each.
                text[at] = text[at] == 'x' ? 'y' : 'x';
                lines.set(line, new String(text));
                return "line " + line + ", character " + at;
        }
    }

    /** What was read before it still has its salts, what is read after it has its event: only one state verifies. */
    @ParameterizedTest
    @ValueSource(strings = {"export", "verify-log"})
    void givenLongLog_whenErasedBetweenTwoPages_thenNothingSeemsAltered(String name) throws Exception {
        HttpApi api = HttpApi.newUser(baseUrl());
        UUID owner = UUID.fromString(api.userId());
        try (Connection connection = database().dataSource().getConnection()) {
            new LongHistory(connection).append(owner, 2_200, 2_200);
        }
        Path file = folder.resolve("log.ndjson");
        ConsoleCommand command = ServiceLoader.load(ConsoleCommand.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(found -> found.name().equals(name))
                .findFirst()
                .orElseThrow();
        AtomicBoolean erased = new AtomicBoolean();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        MockEnvironment environment = new MockEnvironment()
                .withProperty("spring.datasource.url", database().jdbcUrl())
                .withProperty("spring.datasource.username", database().user())
                .withProperty("spring.datasource.password", database().password());
        try (CommandDatabase database = CommandDatabase.open(environment);
                EventLogs logs = ServiceLoader.load(EventLogs.class).findFirst().orElseThrow()) {
            EventLog log = logs.open(database.dataSource());
            EventLog erasing = (EventLog) Proxy.newProxyInstance(
                    EventLog.class.getClassLoader(), new Class<?>[] {EventLog.class}, (proxy, method, arguments) -> {
                        Object page = method.invoke(log, arguments);
                        if (List.of(arguments).contains(owner) && erased.compareAndSet(false, true)) {
                            api.post("/me/erase", "{\"password\": \"securepass123\"}")
                                    .expect(200);
                        }
                        return page;
                    });
            List<String> arguments =
                    name.equals("export") ? List.of("--owner", owner.toString(), file.toString()) : List.of();
            assertThat(command.run(arguments, new Beside(database.dataSource(), erasing, new PrintStream(said))))
                    .as(said.toString())
                    .isZero();
        }
        assertThat(erased).isTrue();
        if (name.equals("export")) {
            ConsoleRun verified = ConsoleRun.of(database(), "verify-log", "--export", file.toString());
            assertThat(verified.exitCode()).as(verified.out()).isZero();
            assertThat(verified.out()).contains("verified 2,201 events").doesNotContain("erased");
        }
    }

    /** What a command works with, and a log that something is done to. */
    private record Beside(DataSource dataSource, EventLog eventLog, PrintStream out) implements ConsoleCommand.Context {
        @Override
        public List<String> admins() {
            return List.of();
        }

        @Override
        public PrintStream err() {
            return out;
        }
    }

    /** An empty file would pass for a backup. */
    @ParameterizedTest
    @ValueSource(strings = {"nobody", "01931f2e-8000-7b33-9c44-6d7e8f9070aa"})
    void givenNoSuchOwner_whenExported_thenItSaysSoAndWritesNothing(String owner) {
        Path file = folder.resolve("log.ndjson");
        ConsoleRun run = ConsoleRun.of(database(), "export", "--owner", owner, file.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--owner must be the id of a user");
        assertThat(file).doesNotExist();
    }

    @Test
    void givenFile_whenExportedInto_thenItSaysSoAndLeavesItAlone() throws Exception {
        Path file = Files.writeString(folder.resolve("log.ndjson"), "kept");
        ConsoleRun run = ConsoleRun.of(database(), "export", file.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("export: " + file + ": it is there already\n");
        assertThat(file).hasContent("kept");
    }

    private static ConsoleRun verify(Path export, Path note, String key) {
        return ConsoleRun.of(
                database(), "verify-log", "--export", export.toString(), "--head", note.toString(), "--key", key);
    }

    private static int python(Path export, String owner, JsonNode head) throws Exception {
        if (!pythonIsThere()) {
            return -1;
        }
        Process process = new ProcessBuilder(
                        "python3",
                        Path.of("..", "tools", "verify_log.py").toAbsolutePath().toString(),
                        export.toString(),
                        owner,
                        head.at("/position").toString(),
                        head.at("/hash").stringValue())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isIn(0, 1);
        return process.exitValue();
    }

    private static boolean pythonIsThere() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
