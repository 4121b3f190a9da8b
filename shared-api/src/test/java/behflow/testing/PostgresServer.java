package behflow.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ServerSocket;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** One PostgreSQL process of this test JVM, with its data in a temporary folder that goes with it. */
final class PostgresServer implements AutoCloseable {

    private static final String PREFIX = "behflow-test-";

    private final boolean durable;
    private final int port = freePort();
    private final Path home;
    private EmbeddedPostgres process;
    private boolean closed;

    private PostgresServer(boolean durable) {
        this.durable = durable;
        try {
            removeWhatKilledJvmsLeft();
            home = Files.createTempDirectory(PREFIX + ProcessHandle.current().pid() + "-");
            process = builder().start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::closeAfterItsClients, "stop-test-postgres"));
        execute("CREATE ROLE " + TestDatabase.USER + " LOGIN PASSWORD '" + TestDatabase.PASSWORD + "'");
        for (String limit : List.of(
                "transaction_timeout = '20s'", "idle_in_transaction_session_timeout = '20s'", "lock_timeout = '5s'")) {
            execute("ALTER ROLE " + TestDatabase.USER + " SET " + limit);
        }
    }

    static PostgresServer fast() {
        return new PostgresServer(false);
    }

    static PostgresServer durable() {
        return new PostgresServer(true);
    }

    int port() {
        return port;
    }

    DataSource superuser(String database) {
        return process.getDatabase("postgres", database);
    }

    void execute(String sql) {
        try (Connection connection = superuser("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }

    synchronized void kill9() {
        ProcessHandle postmaster = postmaster(data())
                .orElseThrow(() -> new IllegalStateException("No postmaster runs in " + data() + "."));
        // Its backends end by themselves, and until the last one has, no other postmaster starts on their memory.
        List<ProcessHandle> backends = postmaster.descendants().toList();
        postmaster.destroyForcibly();
        awaitEnd(postmaster);
        backends.forEach(PostgresServer::awaitEnd);
    }

    private static void awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get(30, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException | InterruptedException survived) {
            throw new IllegalStateException("A process of PostgreSQL lives on after SIGKILL.", survived);
        }
    }

    /** @param signal as {@code kill} names it */
    synchronized void signalAll(String signal) {
        ProcessHandle postmaster = postmaster(data())
                .orElseThrow(() -> new IllegalStateException("No postmaster runs in " + data() + "."));
        send(signal, Stream.of(postmaster));
        // It starts no other backend once it is stopped.
        send(signal, postmaster.descendants());
    }

    private static void send(String signal, Stream<ProcessHandle> processes) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
        processes.map(ProcessHandle::pid).map(Object::toString).forEach(command::add);
        try {
            new ProcessBuilder(command).start().waitFor();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    synchronized void restart() {
        try {
            process.close();
            process = builder().start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            process.close();
            postmaster(data()).ifPresent(PostgresServer::destroy);
            deleteTree(home);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void destroy(ProcessHandle postmaster) {
        postmaster.destroyForcibly();
        awaitEnd(postmaster);
    }

    private Path data() {
        return home.resolve("data");
    }

    private EmbeddedPostgres.Builder builder() {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(data())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(Duration.ofSeconds(30))
                .setOutputRedirector(
                        Redirect.appendTo(home.resolve("postgres.log").toFile()))
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8")
                .setServerConfig("listen_addresses", "localhost")
                .setServerConfig("shared_buffers", "64MB");
        return durable
                ? builder.setServerConfig("fsync", "on").setServerConfig("synchronous_commit", "on")
                : builder.setServerConfig("full_page_writes", "off");
    }

    /** Spring contexts close in a shutdown hook too: the server outlives them where they take no longer than 3 s. */
    private void closeAfterItsClients() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
        while (!closed && System.nanoTime() < deadline && hasClients()) {
            pause(50);
        }
        close();
    }

    private boolean hasClients() {
        try (Connection connection = superuser("postgres").getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT EXISTS (SELECT FROM pg_stat_activity"
                        + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid())")) {
            return row.next() && row.getBoolean(1);
        } catch (SQLException gone) {
            return false;
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Optional<ProcessHandle> postmaster(Path data) {
        try {
            List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
            long pid = Long.parseLong(lines.get(0).strip());
            String commandLine = Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
            return commandLine.contains(data.toString()) ? ProcessHandle.of(pid) : Optional.empty();
        } catch (IOException | RuntimeException gone) {
            return Optional.empty();
        }
    }

    /** A test JVM that was killed leaves its server running: the next one ends it. */
    private static void removeWhatKilledJvmsLeft() throws IOException {
        List<Path> homes;
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            homes = files.filter(PostgresServer::isLeft).toList();
        }
        for (Path left : homes) {
            postmaster(left.resolve("data")).ifPresent(PostgresServer::destroy);
            deleteTree(left);
        }
    }

    private static boolean isLeft(Path home) {
        String[] parts = home.getFileName().toString().split("-");
        return home.getFileName().toString().matches(PREFIX + "\\d+-.*")
                && ProcessHandle.of(Long.parseLong(parts[2])).isEmpty();
    }

    private static void deleteTree(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException | NoSuchFileException | DirectoryNotEmptyException stillUsed) {
            // By another JVM that removes it too, or by a server that is about to end: the next JVM removes what is
            // left.
            return;
        }
    }
}
