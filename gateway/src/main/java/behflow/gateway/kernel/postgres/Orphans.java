package behflow.gateway.kernel.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an earlier run left on a cluster: a postmaster that outlived its killed service, sessions that outlive a killed
 * postmaster for a moment, a {@code postmaster.pid} that names a process which has nothing to do with it.
 *
 * <p>A process is taken for PostgreSQL's on this cluster if it is called {@code postgres} and works in the cluster's
 * folder (as all its processes do, whatever the folder was called when they started), or is a {@code postgres} with
 * {@code -D} and the folder among its arguments. No process is ever touched for its number alone.
 */
final class Orphans {

    /** Above the highest process number that Linux gives: surely nobody's. */
    private static final long NOBODY = 4_194_305;

    private static final Logger log = LoggerFactory.getLogger(Orphans.class);

    private final Path cluster;

    Orphans(Path cluster) {
        this.cluster = cluster;
    }

    /** Ends all of them and makes the way free for a new postmaster. The caller holds the folder's lock. */
    void remove() throws IOException {
        Optional<Long> postmaster = pidInFile().filter(running()::contains);
        if (postmaster.isPresent()) {
            log.warn("A PostgreSQL of an earlier run still works on {}: stopping it", cluster);
            Launcher.signal("INT", postmaster.get());
            awaitEnd(10);
        } else {
            awaitEnd(2);
        }
        for (String harder : List.of("QUIT", "KILL")) {
            for (long pid : running()) {
                log.warn("Process {} of an earlier PostgreSQL works on: ending it ({})", pid, harder);
                Launcher.signal(harder, pid);
            }
            awaitEnd(5);
        }
        if (!running().isEmpty()) {
            throw new EmbeddedPostgresException(
                    "A PostgreSQL of an earlier run can't be stopped (processes " + running() + ").",
                    "Stop these processes, then start Behflow again.");
        }
        disarmPidFile();
    }

    /** Waits for processes to end by themselves, as those of an ended postmaster do, the log's last. */
    void awaitEnd(int seconds) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!running().isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    List<Long> running() throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process ->
                            Character.isDigit(process.getFileName().toString().charAt(0)))
                    .filter(this::worksOnCluster)
                    .map(process -> Long.valueOf(process.getFileName().toString()))
                    .toList();
        }
    }

    private boolean worksOnCluster(Path process) {
        try {
            if (!Files.readString(process.resolve("comm"), StandardCharsets.ISO_8859_1)
                    .strip()
                    .equals("postgres")) {
                return false;
            }
            List<String> arguments = List.of(Files.readString(process.resolve("cmdline"), StandardCharsets.UTF_8)
                    .split("\0"));
            int option = arguments.indexOf("-D");
            boolean named = option >= 0
                    && option + 1 < arguments.size()
                    && arguments.get(option + 1).equals(cluster.toString());
            return named || Files.isSameFile(process.resolve("cwd"), cluster);
        } catch (IOException endedOrSomeoneElses) {
            return false;
        }
    }

    private Path pidFile() {
        return cluster.resolve("postmaster.pid");
    }

    private Optional<Long> pidInFile() throws IOException {
        if (!Files.exists(pidFile())) {
            return Optional.empty();
        }
        String first = Files.readString(pidFile(), StandardCharsets.ISO_8859_1)
                .lines()
                .findFirst()
                .orElse("");
        return first.strip().matches("[0-9]{1,10}") ? Optional.of(Long.valueOf(first.strip())) : Optional.empty();
    }

    /**
     * A number that was given to another process since would keep PostgreSQL from starting. Only the number is
     * replaced: by the rest of the file PostgreSQL checks that the memory of its predecessor is free.
     */
    private void disarmPidFile() throws IOException {
        if (!Files.exists(pidFile())) {
            return;
        }
        Optional<Long> pid = pidInFile();
        if (pid.isEmpty()) {
            Files.delete(pidFile());
        } else if (Files.exists(Path.of("/proc", pid.get().toString()))) {
            log.info("Process {} named by {} is no PostgreSQL of ours: left alone", pid.get(), pidFile());
            String text = Files.readString(pidFile(), StandardCharsets.ISO_8859_1);
            int end = text.indexOf('\n');
            Files.writeString(pidFile(), NOBODY + (end < 0 ? "\n" : text.substring(end)), StandardCharsets.ISO_8859_1);
        }
    }
}
