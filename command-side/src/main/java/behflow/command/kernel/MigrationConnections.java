package behflow.command.kernel;

import java.util.Properties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Migrations have connections of their own, with the properties of the pool's but for its limits of time: an index over a large
 * log takes longer than a session of the service may be in a transaction, and PostgreSQL says nothing meanwhile. They wait for
 * locks no longer than others: whoever waits for a whole table holds up all that come after.
 */
@Configuration(proxyBeanMethods = false)
class MigrationConnections {

    private static final String POOLED = "spring.datasource.hikari.data-source-properties";

    @Bean
    FlywayConfigurationCustomizer connectionsOfMigrations(JdbcConnectionDetails database, Environment environment) {
        Properties properties = new Properties();
        Binder.get(environment)
                .bind(POOLED, Bindable.mapOf(String.class, String.class))
                .ifBound(properties::putAll);
        properties.remove("socketTimeout");
        properties.setProperty(
                "options", "-c transaction_timeout=0 -c idle_in_transaction_session_timeout=0 -c lock_timeout=5s");
        DriverManagerDataSource connections =
                new DriverManagerDataSource(database.getJdbcUrl(), database.getUsername(), database.getPassword());
        connections.setConnectionProperties(properties);
        return flyway -> flyway.dataSource(connections);
    }
}
