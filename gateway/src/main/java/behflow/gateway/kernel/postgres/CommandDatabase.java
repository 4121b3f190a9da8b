package behflow.gateway.kernel.postgres;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import javax.sql.DataSource;
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
    private @Nullable HikariDataSource pool;

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

    /** Sessions without the time limits that the embedded database gives its role, except that for locks. */
    public DataSource dataSource() {
        if (pool == null) {
            pool = new HikariDataSource();
            pool.setJdbcUrl(address.url());
            pool.setUsername(address.username());
            pool.setPassword(address.password());
            pool.setMaximumPoolSize(6);
            pool.setConnectionInitSql("set transaction_timeout = 0; set idle_in_transaction_session_timeout = 0");
        }
        return pool;
    }

    /** Stops PostgreSQL if the command started it. */
    @Override
    public void close() {
        if (pool != null) {
            pool.close();
        }
        if (own != null) {
            own.close();
        }
    }
}
