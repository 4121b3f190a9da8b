package behflow.command.kernel;

import java.util.Properties;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Migrations have connections of their own, not those of the pool: an index over a large log takes longer than a session of the
 * service may be in a transaction, and PostgreSQL says nothing meanwhile. They wait for locks no longer than others: whoever
 * waits for a whole table holds up all that come after.
 */
@Configuration(proxyBeanMethods = false)
class MigrationConnections {

    @Bean
    FlywayConfigurationCustomizer connectionsOfMigrations(JdbcConnectionDetails database) {
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", "behflow-migration");
        properties.setProperty("connectTimeout", "3");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("logServerErrorDetail", "false");
        properties.setProperty(
                "options", "-c transaction_timeout=0 -c idle_in_transaction_session_timeout=0 -c lock_timeout=5s");
        DriverManagerDataSource connections =
                new DriverManagerDataSource(database.getJdbcUrl(), database.getUsername(), database.getPassword());
        connections.setConnectionProperties(properties);
        return flyway -> flyway.dataSource(connections);
    }
}
