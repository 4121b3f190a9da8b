package behflow.gateway.kernel.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.mock.env.MockEnvironment;

/** The embedded PostgreSQL as part of a Spring context: the pool and nothing else of the application. */
@ExtendWith(OutputCaptureExtension.class)
class EmbeddedPostgresContextIT {

    /** Both tests that start a server do it here: on a new folder or a used one, as they come. */
    @TempDir
    static Path folder;

    @Test
    void givenNoDatabaseConfigured_whenContextLives_thenItsPoolWorksAndASecondContextIsRefused(CapturedOutput output)
            throws Exception {
        long postmaster;
        try (ConfigurableApplicationContext context = context(folder)) {
            postmaster = context.getBean(EmbeddedPostgres.class).pid();
            try (Connection connection = context.getBean(DataSource.class).getConnection()) {
                assertThat(connection.getMetaData().getUserName()).isEqualTo("behflow");
                assertThat(connection.getMetaData().getDatabaseMajorVersion()).isEqualTo(18);
            }
            assertThatThrownBy(() -> context(folder)).hasRootCauseInstanceOf(FolderInUseException.class);
            assertThat(output)
                    .contains(
                            "The data folder " + folder.toRealPath() + " is in use by another Behflow (this process).")
                    .contains("Stop that one first, or set BEHFLOW_DATA_DIR to another folder.");
            try (CommandDatabase command = CommandDatabase.open(context.getEnvironment())) {
                assertThat(command.address())
                        .isEqualTo(context.getBean(EmbeddedPostgres.class).address());
                try (Connection connection = command.dataSource().getConnection()) {
                    assertThat(shown(connection, "transaction_timeout")).isEqualTo("0");
                    assertThat(shown(connection, "idle_in_transaction_session_timeout"))
                            .isEqualTo("0");
                    assertThat(shown(connection, "lock_timeout")).isEqualTo("5s");
                }
            }
            assertThat(running(postmaster)).isTrue();
        }
        assertThat(running(postmaster)).isFalse();
    }

    @Test
    void givenADatabaseConfigured_whenContextStarts_thenNoServerIsStarted(@TempDir Path unused) {
        try (ConfigurableApplicationContext context =
                context(unused, "--spring.datasource.url=jdbc:postgresql://localhost:1/behflow")) {
            assertThat(context.getBeansOfType(EmbeddedPostgres.class)).isEmpty();
            assertThat(unused).isEmptyDirectory();
        }
    }

    @Test
    void givenAStoppedService_whenACommandWantsItsDatabase_thenItRunsForTheCommandOnly() throws Exception {
        try (ConfigurableApplicationContext context = context(folder)) {
            assertThat(context.getBeansOfType(EmbeddedPostgres.class)).hasSize(1);
        }
        MockEnvironment environment = new MockEnvironment();
        environment.setProperty("behflow.data-dir", folder.toString());
        CommandDatabase command = CommandDatabase.open(environment);
        try (command;
                Connection connection = command.dataSource().getConnection()) {
            assertThat(connection.isValid(5)).isTrue();
        }
        assertThat(new Orphans(folder.toRealPath().resolve("postgres")).running())
                .isEmpty();
    }

    private static String shown(Connection connection, String setting) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show " + setting)) {
            row.next();
            return row.getString(1);
        }
    }

    private static boolean running(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private static ConfigurableApplicationContext context(Path folder, String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = "--behflow.data-dir=" + folder;
        return new SpringApplicationBuilder(PoolOnly.class)
                .web(WebApplicationType.NONE)
                .run(all);
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(DataSourceAutoConfiguration.class)
    @Import(EmbeddedPostgresConfiguration.class)
    static class PoolOnly {}
}
