package behflow.gateway.kernel.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of the PostgreSQL server: a child process of the service. */
final class Postmaster {

    private static final Logger log = LoggerFactory.getLogger(Postmaster.class);

    private static final Pattern ERROR = Pattern.compile("\\b(ERROR|FATAL|PANIC):  (?!the database system is )");

    private final DataFolder folder;
    private final PostgresAddress superuser;
    private final Process process;
    /** Today's log, and how long it was before this run. */
    private final Path serverLog;

    private final long logged;

    private Postmaster(DataFolder folder, PostgresAddress superuser, Path serverLog, long logged, Process process) {
        this.folder = folder;
        this.superuser = superuser;
        this.serverLog = serverLog;
        this.logged = logged;
        this.process = process;
    }

    /** Starts the server; {@link #awaitReady} tells when it answers. */
    static Postmaster start(DataFolder folder, PostgresBinaries binaries, Launcher launcher, Credentials credentials)
            throws IOException {
        Path serverLog = folder.serverLog(LocalDate.now(ZoneOffset.UTC).getDayOfWeek());
        long logged = Files.exists(serverLog) ? Files.size(serverLog) : 0;
        Process process = launcher.command(
                        binaries.program("postgres"),
                        List.of(
                                "-D", folder.cluster().toString(),
                                "-c", "listen_addresses=127.0.0.1",
                                "-c", "port=" + credentials.port(),
                                "-c", "unix_socket_directories=",
                                "-c", "fsync=on",
                                "-c", "full_page_writes=on",
                                "-c", "synchronous_commit=on"))
                .redirectOutput(folder.startLog().toFile())
                .start();
        process.getOutputStream().close();
        return new Postmaster(folder, credentials.superuser(), serverLog, logged, process);
    }

    /** The port if it is free, else another one. */
    static int freePort(int wanted) throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        try (ServerSocket socket = new ServerSocket(wanted, 1, loopback)) {
            return socket.getLocalPort();
        } catch (IOException taken) {
            if (wanted == 0) {
                throw taken;
            }
            return freePort(0);
        }
    }

    /**
     * Waits as long as recovery takes, which after a crash depends on how much was written.
     *
     * @throws IOException with what PostgreSQL said, where it ended instead
     */
    void awaitReady(BooleanSupplier giveUp) throws IOException {
        long nextNote = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!answers()) {
            if (!process.isAlive()) {
                throw new IOException("PostgreSQL ended with " + process.exitValue() + ": " + reason());
            }
            if (giveUp.getAsBoolean()) {
                throw new IOException("The service is stopping.");
            }
            if (System.nanoTime() > nextNote) {
                log.info("PostgreSQL is starting and may be recovering; see {}", folder.logs());
                nextNote = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(25));
        }
    }

    private boolean answers() throws IOException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            return statement.execute("SELECT 1");
        } catch (SQLException failure) {
            if (failure.getSQLState() != null && failure.getSQLState().startsWith("28")) {
                throw new IOException(
                        "It refuses the password in " + folder.addressFile()
                                + "; delete that file, and new passwords are made.",
                        failure);
            }
            return false;
        }
    }

    /**
     * Whether the server is there for new sessions. Refusals count as life: it says itself that it is full, starting or
     * stopping. Silence doesn't.
     */
    boolean isResponsive() {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            return statement.execute("SELECT 1");
        } catch (SQLException failure) {
            String state = failure.getSQLState();
            return state != null && (state.startsWith("57") || state.startsWith("53"));
        }
    }

    /** A session of the superuser, in autocommit mode, that gives up after 10 s of silence. */
    Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", superuser.username());
        properties.setProperty("password", superuser.password());
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "10");
        properties.setProperty("ApplicationName", "behflow-supervisor");
        return DriverManager.getConnection(superuser.url(), properties);
    }

    /** Waits for the end of the process, up to the given time; true if it has ended. */
    boolean awaitEnd(long seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS);
    }

    long pid() {
        return process.pid();
    }

    String ending() {
        return "exit " + process.exitValue();
    }

    /** Ends it without its help; the next start recovers. */
    void kill() throws IOException {
        Launcher.signal("QUIT", process.pid());
        if (!Launcher.await(process, 5)) {
            process.destroyForcibly();
            Launcher.await(process, 5);
        }
    }

    /** Ends sessions and writes everything to its place ("fast shutdown"), and waits for it. */
    void stop() throws IOException {
        if (!process.isAlive()) {
            return;
        }
        Launcher.signal("INT", process.pid());
        if (!Launcher.await(process, 30)) {
            log.warn("PostgreSQL takes longer than 30 s to stop: ending it; its next start recovers");
            kill();
        }
    }

    /** Why it ended: the errors in its log of this run, but for refusals while it starts; or else what it said before that began. */
    private String reason() throws IOException {
        String errors = loggedSince().lines().filter(ERROR.asPredicate()).collect(Collectors.joining("\n"));
        return errors.isEmpty()
                ? Files.readString(folder.startLog(), StandardCharsets.UTF_8).strip()
                : errors;
    }

    private String loggedSince() throws IOException {
        if (!Files.exists(serverLog)) {
            return "";
        }
        try (InputStream in = Files.newInputStream(serverLog)) {
            in.skipNBytes(Math.min(logged, Files.size(serverLog)));
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
