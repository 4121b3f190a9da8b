package behflow.gateway.kernel.postgres;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database cluster on disk: made whole or not at all, and configured anew before each start. */
final class Cluster {

    private static final String MAJOR = "18";
    private static final Logger log = LoggerFactory.getLogger(Cluster.class);

    private final DataFolder folder;
    private final PostgresBinaries binaries;
    private final Launcher launcher;

    Cluster(DataFolder folder, PostgresBinaries binaries, Launcher launcher) {
        this.folder = folder;
        this.binaries = binaries;
        this.launcher = launcher;
    }

    /** Makes the cluster where there is none; its superuser has the password of {@code credentials}. */
    void createIfMissing(Credentials credentials) throws IOException {
        if (exists()) {
            checkVersion();
            return;
        }
        log.info("Making a new database in {}", folder.cluster());
        Path unfinished = folder.unfinished();
        Path password = Files.createTempFile(folder.root(), ".unfinished-", null);
        try {
            Files.writeString(password, credentials.superuserPassword() + "\n");
            run(
                    "initdb",
                    List.of(
                            "-D",
                            unfinished.toString(),
                            "-U",
                            Credentials.SUPERUSER,
                            "--pwfile=" + password,
                            "--auth=scram-sha-256",
                            "--encoding=UTF8",
                            "--no-locale",
                            "--locale-provider=builtin",
                            "--builtin-locale=C.UTF-8",
                            "--data-checksums",
                            "--no-instructions"));
            Files.writeString(
                    unfinished.resolve("postgresql.conf"),
                    "\n# What Behflow sets; write your own values below this line.\ninclude_if_exists 'behflow.conf'\n",
                    StandardOpenOption.APPEND);
            DataFolder.sync(unfinished.resolve("postgresql.conf"));
            folder.finish(unfinished, folder.cluster());
        } finally {
            Files.delete(password);
        }
    }

    /** Whether the folder has a cluster, of any version. */
    boolean exists() throws IOException {
        if (!Files.isDirectory(folder.cluster())) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder.cluster())) {
            return files.findAny().isPresent();
        }
    }

    private void checkVersion() throws IOException {
        Path file = folder.cluster().resolve("PG_VERSION");
        if (!Files.exists(file)) {
            throw new EmbeddedPostgresException(
                    folder.cluster() + " is not empty and holds no PostgreSQL database.",
                    "Move it away, or set BEHFLOW_DATA_DIR to another folder.");
        }
        String version = Files.readString(file).strip();
        if (!version.equals(MAJOR)) {
            throw new EmbeddedPostgresException(
                    "The database in " + folder.cluster() + " is of PostgreSQL " + version + ", and this Behflow has "
                            + MAJOR + ".",
                    "Upgrade it with pg_upgrade, or restore a dump made by the earlier release.");
        }
    }

    /**
     * Who may connect, and the settings that an operator may overrule in {@code postgresql.conf}. What must not be
     * overruled is on the postmaster's command line ({@link Postmaster}).
     */
    void configure() throws IOException {
        Files.writeString(
                folder.cluster().resolve("pg_hba.conf"),
                "# Written by Behflow at each start.\nhost all all 127.0.0.1/32 scram-sha-256\n");
        Files.writeString(folder.cluster().resolve("behflow.conf"), """
                # Written by Behflow at each start.
                max_connections = 100
                shared_buffers = 128MB
                jit = off
                timezone = 'UTC'
                password_encryption = 'scram-sha-256'
                logging_collector = on
                log_directory = '%s'
                log_filename = 'postgresql-%%a.log'
                log_truncate_on_rotation = on
                log_rotation_age = 1d
                log_rotation_size = 0
                log_timezone = 'UTC'
                # No statement, parameter or value: they may hold what users wrote.
                log_error_verbosity = terse
                log_min_error_statement = panic
                log_parameter_max_length_on_error = 0
                """.formatted(
                        folder.logs().toString().replace("'", "''")));
    }

    /** Gives a cluster whose password was lost (its file deleted, or only the cluster restored) a new one. */
    void resetSuperuserPassword(Credentials credentials) throws IOException {
        log.warn("{} is missing: setting new passwords", folder.addressFile());
        Process process =
                start("postgres", List.of("--single", "-D", folder.cluster().toString(), "postgres"));
        try (OutputStream statements = process.getOutputStream()) {
            statements.write(
                    ("ALTER ROLE " + Credentials.SUPERUSER + " PASSWORD '" + credentials.superuserPassword() + "'\n")
                            .getBytes(StandardCharsets.US_ASCII));
        }
        awaitSuccess("postgres --single", process);
    }

    private void run(String program, List<String> arguments) throws IOException {
        awaitSuccess(program, start(program, arguments));
    }

    private Process start(String program, List<String> arguments) throws IOException {
        return launcher.command(binaries.program(program), arguments)
                .redirectOutput(folder.startLog().toFile())
                .start();
    }

    private void awaitSuccess(String program, Process process) throws IOException {
        if (!Launcher.await(process, 120)) {
            process.destroyForcibly();
            throw new IOException(program + " does not end.");
        }
        if (process.exitValue() != 0) {
            throw new IOException(program + " ended with " + process.exitValue() + ": "
                    + Files.readString(folder.startLog(), StandardCharsets.UTF_8)
                            .strip());
        }
    }
}
