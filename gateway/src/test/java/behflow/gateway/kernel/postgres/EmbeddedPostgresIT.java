package behflow.gateway.kernel.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that a data folder can have gone through before a start, and what may happen while the server runs. */
class EmbeddedPostgresIT {

    /** A folder that was used once and left cleanly, with one row; each test works on a copy. */
    @TempDir
    static Path template;

    @TempDir
    Path temporary;

    private Path folder;

    @BeforeAll
    static void useAFolderOnce() throws SQLException {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(template)) {
            execute(server, "CREATE TABLE thing AS SELECT 7 AS id");
        }
    }

    @BeforeEach
    void copy() throws Exception {
        folder = temporary.resolve("data");
        assertThat(new ProcessBuilder("cp", "-a", template.toString(), folder.toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void givenNoFolder_whenStarted_thenTheServerIsDurableAndItsOwnerAloneCanReachIt() throws Exception {
        Path fresh = temporary.resolve("new/deep");
        try (EmbeddedPostgres server = EmbeddedPostgres.start(fresh)) {
            for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes", "data_checksums"}) {
                assertThat(value(server, "SHOW " + setting)).as(setting).isEqualTo("on");
            }
            assertThat(value(server, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(value(server, "SHOW password_encryption")).isEqualTo("scram-sha-256");
            assertThat(value(server, "SHOW transaction_timeout")).isEqualTo("20s");
            assertThat(value(server, "SHOW idle_in_transaction_session_timeout"))
                    .isEqualTo("20s");
            assertThat(value(server, "SHOW lock_timeout")).isEqualTo("5s");
            assertThat(value(
                            server,
                            "SELECT datlocale || datlocprovider::text FROM pg_database"
                                    + " WHERE datname = current_database()"))
                    .isEqualTo("C.UTF-8b");
            assertThat(value(
                            server,
                            "SELECT concat(rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls)"
                                    + " FROM pg_roles WHERE rolname = current_user"))
                    .isEqualTo("fffff");
            execute(server, "CREATE SCHEMA own");
            for (String forbidden : new String[] {
                "CREATE DATABASE other",
                "CREATE ROLE other",
                "COPY (SELECT 1) TO '/tmp/other'",
                "ALTER SYSTEM SET jit = on"
            }) {
                assertThatThrownBy(() -> execute(server, forbidden))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                refused -> assertThat(refused.getSQLState()).isEqualTo("42501"));
            }
            String url = server.address().url();
            assertThatThrownBy(() -> DriverManager.getConnection(url, "behflow", "guess"))
                    .hasMessageContaining("password");
            assertThatThrownBy(() -> DriverManager.getConnection(url, "postgres", ""))
                    .isInstanceOf(SQLException.class);
            Path file = fresh.resolve("postgres.properties");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fresh)))
                    .isEqualTo("rwx------");
            assertThat(PostgresAddress.read(fresh)).isEqualTo(server.address());
            assertThat(server.address().toString())
                    .doesNotContain(server.address().password());
        }
    }

    @Test
    void givenAFolderUsedBefore_whenStartedAndClosed_thenDataSurviveAndNothingRunsOn() throws Exception {
        EmbeddedPostgres server = EmbeddedPostgres.start(folder);
        try (server) {
            assertThat(value(server, "SELECT id FROM thing")).isEqualTo("7");
        }
        assertThat(new Orphans(folder.toRealPath().resolve("postgres")).running())
                .isEmpty();
        assertThat(folder.resolve("postgres/postmaster.pid")).doesNotExist();
        server.close();
    }

    @Test
    void givenARunningServer_whenPostmasterIsKilled_thenItAnswersAgainAtTheSameAddress() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder)) {
            for (int kill = 1; kill <= 2; kill++) {
                execute(server, "INSERT INTO thing VALUES (" + kill + ")");
                long killed = server.pid();
                Launcher.signal("KILL", killed);
                awaitAnswer(server, Duration.ofSeconds(10));
                assertThat(server.pid()).isNotEqualTo(killed);
            }
            assertThat(value(server, "SELECT count(*) FROM thing")).isEqualTo("3");
        }
    }

    @Test
    void givenAnotherService_whenStartedOnItsFolder_thenRefusedInOneSentenceAndTheOtherGoesOn() throws Exception {
        try (EmbeddedPostgresProcess other = EmbeddedPostgresProcess.start(folder)) {
            assertThatThrownBy(() -> EmbeddedPostgres.start(folder))
                    .isInstanceOf(FolderInUseException.class)
                    .hasMessage("The data folder " + folder.toRealPath() + " is in use by another Behflow (process "
                            + other.pid() + ").");
            PostgresAddress address = PostgresAddress.read(folder);
            assertThat(value(address, "SELECT id FROM thing")).isEqualTo("7");

            other.kill9();
            assertThat(value(address, "SELECT 1"))
                    .as("PostgreSQL outlives its service")
                    .isEqualTo("1");
            Path moved = Files.move(folder, temporary.resolve("moved"));
            try (EmbeddedPostgres server = EmbeddedPostgres.start(moved)) {
                assertThat(server.pid()).isNotEqualTo(other.postmaster());
                assertThat(Files.exists(Path.of("/proc/" + other.postmaster() + "/cwd")))
                        .isFalse();
                assertThat(value(server, "SELECT id FROM thing")).isEqualTo("7");
            }
        }
    }

    @Test
    void givenThisProcessUsesTheFolder_whenStartedAgain_thenRefusedAndTheLockHolds() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder)) {
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(() -> EmbeddedPostgres.start(folder)).isInstanceOf(FolderInUseException.class);
            }
            assertThatThrownBy(() -> EmbeddedPostgresProcess.start(folder)).isInstanceOf(IOException.class);
            assertThat(value(server, "SELECT id FROM thing")).isEqualTo("7");
        }
    }

    @Test
    void givenAPidFileThatNamesSomeoneElse_whenStarted_thenThatProcessIsLeftAlone() throws Exception {
        Process innocent = new ProcessBuilder("sleep", "60").start();
        try {
            Files.writeString(
                    folder.resolve("postgres/postmaster.pid"),
                    innocent.pid() + "\n" + folder.resolve("postgres") + "\n1700000000\n5432\n\n\n");
            try (EmbeddedPostgres server = EmbeddedPostgres.start(folder)) {
                assertThat(value(server, "SELECT id FROM thing")).isEqualTo("7");
            }
            assertThat(innocent.isAlive()).isTrue();
        } finally {
            innocent.destroyForcibly();
        }
    }

    @Test
    void givenAnEmptyPidFile_whenStarted_thenItIsNoObstacle() throws Exception {
        Files.writeString(folder.resolve("postgres/postmaster.pid"), "");
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder)) {
            assertThat(value(server, "SELECT id FROM thing")).isEqualTo("7");
        }
    }

    @Test
    void givenAStartThatWasCutOffWhileMakingTheDatabase_whenStarted_thenItIsMadeAnew() throws Exception {
        DataFolder.delete(folder.resolve("postgres"));
        Path half = Files.createDirectories(folder.resolve(".unfinished-1/base"));
        Files.writeString(half.getParent().resolve("PG_VERSION"), "18\n");
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder)) {
            assertThat(value(server, "SELECT to_regclass('thing') IS NULL")).isEqualTo("t");
        }
        assertThat(half).doesNotExist();
    }

    @Test
    void givenTheFileWithThePasswordsIsLost_whenStarted_thenNewOnesAreMadeAndDataSurvive() throws Exception {
        String old = PostgresAddress.read(folder).password();
        Files.delete(folder.resolve("postgres.properties"));
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder)) {
            assertThat(server.address().password()).isNotEqualTo(old);
            assertThat(value(server, "SELECT id FROM thing")).isEqualTo("7");
        }
    }

    @Test
    void givenADatabaseOfAnotherVersion_whenStarted_thenRefusedInOneSentence() throws Exception {
        Files.writeString(folder.resolve("postgres/PG_VERSION"), "17\n");
        assertThatThrownBy(() -> EmbeddedPostgres.start(folder))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("is of PostgreSQL 17, and this Behflow has 18.");
    }

    /** What PostgreSQL says before its log begins is only where that is. */
    @Test
    void givenADatabaseThatCannotRecover_whenStarted_thenRefusedWithTheReasonThatPostgresGives() throws Exception {
        for (Path segment : new DataFolder(folder.resolve("postgres/pg_wal")).entries("0000")) {
            Files.delete(segment);
        }
        assertThatThrownBy(() -> EmbeddedPostgres.start(folder))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("PANIC:  could not locate a valid checkpoint record")
                .hasMessageNotContainingAny("redirecting log output", "is starting up");
    }

    @Test
    void givenAnotherOperatingSystem_whenStarted_thenRefusedInOneSentenceAndNothingIsMade() {
        String system = System.getProperty("os.name");
        Path unused = temporary.resolve("unused");
        System.setProperty("os.name", "Mac OS X");
        try {
            assertThatThrownBy(() -> EmbeddedPostgres.start(unused))
                    .isInstanceOfSatisfying(
                            EmbeddedPostgresException.class,
                            refused -> assertThat(refused.remedy()).contains("SPRING_DATASOURCE_URL"))
                    .hasMessageContaining("for Linux on amd64 and arm64 only");
        } finally {
            System.setProperty("os.name", system);
        }
        assertThat(unused).doesNotExist();
    }

    private static void awaitAnswer(EmbeddedPostgres server, Duration limit) throws InterruptedException {
        Instant end = Instant.now().plus(limit);
        while (true) {
            try {
                value(server, "SELECT 1");
                return;
            } catch (SQLException notYet) {
                assertThat(Instant.now()).as(notYet.getMessage()).isBefore(end);
                Thread.sleep(20);
            }
        }
    }

    private static void execute(EmbeddedPostgres server, String sql) throws SQLException {
        try (Connection connection = connect(server.address());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String value(EmbeddedPostgres server, String sql) throws SQLException {
        return value(server.address(), sql);
    }

    private static String value(PostgresAddress address, String sql) throws SQLException {
        try (Connection connection = connect(address);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static Connection connect(PostgresAddress address) throws SQLException {
        return DriverManager.getConnection(address.url(), address.username(), address.password());
    }
}
