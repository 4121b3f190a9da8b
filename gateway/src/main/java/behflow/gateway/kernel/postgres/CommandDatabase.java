package behflow.gateway.kernel.postgres;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * The database that a command of the jar works on: the configured one; else the embedded one of the data folder,
 * through the running service's PostgreSQL, or through one that runs for the time of the command.
 */
public final class CommandDatabase implements AutoCloseable {

    private final PostgresAddress address;
    private final @Nullable EmbeddedPostgres own;

    private CommandDatabase(PostgresAddress address, @Nullable EmbeddedPostgres own) {
        this.address = address;
        this.own = own;
    }

    /**
     * Finds it by {@code spring.datasource.*} and {@code behflow.data-dir}.
     *
     * @throws EmbeddedPostgresException where there is none, with the reason in one sentence
     */
    public static CommandDatabase open(Environment environment) {
        String url = environment.getProperty("spring.datasource.url");
        if (StringUtils.hasText(url)) {
            return new CommandDatabase(
                    new PostgresAddress(
                            url,
                            environment.getProperty("spring.datasource.username", ""),
                            environment.getProperty("spring.datasource.password", "")),
                    null);
        }
        Path folder = Path.of(environment.getProperty("behflow.data-dir", "data"));
        try {
            EmbeddedPostgres own = EmbeddedPostgres.start(folder);
            return new CommandDatabase(own.address(), own);
        } catch (FolderInUseException serviceRuns) {
            return new CommandDatabase(PostgresAddress.read(folder), null);
        }
    }

    public PostgresAddress address() {
        return address;
    }

    /** A session of the application's role, in autocommit mode, without its time limit for transactions. */
    public Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(address.url(), address.username(), address.password());
        try (var statement = connection.createStatement()) {
            statement.execute("SET transaction_timeout = 0");
            statement.execute("SET idle_in_transaction_session_timeout = 0");
            return connection;
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }

    /** Stops PostgreSQL if the command started it. */
    @Override
    public void close() {
        if (own != null) {
            own.close();
        }
    }
}
