package behflow.gateway.kernel.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running PostgreSQL of one's own, durable (fsync and synchronous commit on), reachable over loopback with a
 * generated password only, on a port that stays the same while it runs.
 *
 * <p>From {@link #start} to {@link #close} the data folder is this process's alone. In between the server is watched:
 * where it dies it is started again at once and as often as it takes, and sessions that were open fail. Where the
 * service itself is killed, PostgreSQL lives on; the next start recognises and stops it, then starts its own.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private static final long SHORTEST_PAUSE_MS = 100;
    private static final long LONGEST_PAUSE_MS = 5_000;
    private static final long PROBE_SECONDS = 15;
    private static final int SILENT_PROBES = 4;
    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);

    private final DataFolder folder;
    private final FolderLock lock;
    private final Credentials credentials;
    private final PostgresBinaries binaries;
    private final Launcher launcher;
    private final Thread supervisor = new Thread(this::supervise, "postgres-supervisor");
    private volatile Postmaster postmaster;
    private volatile boolean closing;

    private EmbeddedPostgres(DataFolder folder, FolderLock lock) throws IOException, SQLException {
        this.folder = folder;
        this.lock = lock;
        folder.removeUnfinished();
        Files.createDirectories(folder.logs());
        launcher = Launcher.detect();
        binaries = PostgresBinaries.install(folder);
        new Orphans(folder.cluster()).remove();
        binaries.removeOthers(folder);
        credentials = prepareCluster();
        postmaster = Postmaster.start(folder, binaries, launcher, credentials);
        try {
            postmaster.awaitReady(() -> false);
            try (Connection superuser = postmaster.connect()) {
                ApplicationRole.set(superuser, credentials);
            }
        } catch (IOException | SQLException | RuntimeException failure) {
            postmaster.stop();
            throw failure;
        }
        supervisor.setDaemon(true);
        supervisor.start();
    }

    /**
     * Starts PostgreSQL on a folder and returns when it answers. Makes folder and database where they are missing.
     *
     * @throws FolderInUseException if another process has started it there
     * @throws EmbeddedPostgresException where it can't run, with the reason in one sentence
     */
    public static EmbeddedPostgres start(Path dataFolder) {
        PostgresBinaries.archive();
        DataFolder folder = DataFolder.open(dataFolder);
        FolderLock lock = FolderLock.take(folder);
        try {
            return new EmbeddedPostgres(folder, lock);
        } catch (IOException | SQLException failure) {
            release(lock);
            throw new EmbeddedPostgresException(
                    "The embedded PostgreSQL in " + folder.root() + " does not start. " + failure.getMessage(),
                    "See " + folder.logs() + " for what it says. " + EmbeddedPostgresException.USE_EXTERNAL,
                    failure);
        } catch (RuntimeException failure) {
            release(lock);
            throw failure;
        }
    }

    private Credentials prepareCluster() throws IOException {
        Cluster cluster = new Cluster(folder, binaries, launcher);
        Optional<Credentials> known = Credentials.read(folder);
        Credentials current = known.orElseGet(Credentials::generate);
        current = current.withPort(Postmaster.freePort(current.port()));
        boolean lost = known.isEmpty() && cluster.exists();
        if (lost) {
            cluster.resetSuperuserPassword(current);
        }
        current.write(folder);
        cluster.createIfMissing(current);
        cluster.configure();
        return current;
    }

    /** Where the application connects to; the same until {@link #close}. */
    public PostgresAddress address() {
        return credentials.application();
    }

    /** The data folder, absolute. */
    public Path folder() {
        return folder.root();
    }

    /** The process number of the server that runs now. */
    public long pid() {
        return postmaster.pid();
    }

    private void supervise() {
        long pause = SHORTEST_PAUSE_MS;
        int silent = 0;
        while (!closing) {
            try {
                if (!postmaster.awaitEnd(silent == 0 ? PROBE_SECONDS : 1)) {
                    pause = SHORTEST_PAUSE_MS;
                    silent = postmaster.isResponsive() ? 0 : silent + 1;
                    if (silent == SILENT_PROBES && !closing) {
                        log.error("PostgreSQL (process {}) gives no answer: ending it", postmaster.pid());
                        postmaster.kill();
                    }
                } else if (!closing) {
                    log.error(
                            "PostgreSQL (process {}) has ended ({}): starting it again",
                            postmaster.pid(),
                            postmaster.ending());
                    silent = 0;
                    restart();
                }
            } catch (IOException | RuntimeException failure) {
                if (closing) {
                    return;
                }
                log.error("PostgreSQL does not start, trying again in {} ms: {}", pause, failure.getMessage());
                LockSupport.parkNanos(pause * 1_000_000);
                pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
            } catch (InterruptedException closed) {
                return;
            }
        }
    }

    private void restart() throws IOException {
        new Orphans(folder.cluster()).remove();
        Postmaster next;
        synchronized (this) {
            if (closing) {
                return;
            }
            next = Postmaster.start(folder, binaries, launcher, credentials);
            postmaster = next;
        }
        next.awaitReady(() -> closing);
        log.info("PostgreSQL answers again (process {})", next.pid());
    }

    /** Stops the server cleanly, after the sessions' end if they were closed before, and frees the folder. */
    @Override
    public void close() {
        synchronized (this) {
            if (closing) {
                return;
            }
            closing = true;
        }
        supervisor.interrupt();
        try {
            postmaster.stop();
            awaitSupervisor();
            new Orphans(folder.cluster()).awaitEnd(5);
            log.info("PostgreSQL is stopped; the data are in {}", folder.root());
        } catch (IOException failure) {
            log.error("PostgreSQL can't be stopped; the next start will", failure);
        } finally {
            release(lock);
        }
    }

    /** While it may still touch the folder, the folder is not given back. */
    private void awaitSupervisor() {
        try {
            supervisor.join(30_000);
        } catch (InterruptedException inAHurry) {
            Thread.currentThread().interrupt();
        }
    }

    private static void release(FolderLock lock) {
        try {
            lock.close();
        } catch (IOException failure) {
            log.warn("The data folder's lock can't be given back before the process ends", failure);
        }
    }
}
