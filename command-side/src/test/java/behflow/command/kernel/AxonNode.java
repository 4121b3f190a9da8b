package behflow.command.kernel;

import behflow.testing.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.Configuration;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.axonframework.springboot.autoconfig.AxonAutoConfiguration;
import org.axonframework.springboot.autoconfig.EventProcessingAutoConfiguration;
import org.axonframework.springboot.autoconfig.InfraConfiguration;
import org.axonframework.springboot.autoconfig.InterceptorAutoConfiguration;
import org.axonframework.springboot.autoconfig.ObjectMapperAutoConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.PlatformTransactionManager;

/** One node with the service's own Axon configuration, event store and transactions; any number share one database. */
public final class AxonNode implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private AxonNode(ConfigurableApplicationContext context) {
        this.context = context;
    }

    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        DataSourceTransactionManagerAutoConfiguration.class,
        FlywayAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class,
        AxonAutoConfiguration.class,
        EventProcessingAutoConfiguration.class,
        InfraConfiguration.class,
        InterceptorAutoConfiguration.class,
        ObjectMapperAutoConfiguration.class
    })
    private static class Infrastructure {

        /** A reader's token moves in the transaction of what its handlers write. */
        @Bean
        TransactionManager axonTransactionManager(PlatformTransactionManager transactions) {
            return new SpringTransactionManager(transactions);
        }

        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }
    }

    /** @param parts configurations and aggregates beside Axon's */
    public static AxonNode start(TestDatabase database, Class<?>... parts) {
        List<Class<?>> sources = new ArrayList<>(List.of(Infrastructure.class, AxonConfiguration.class));
        sources.addAll(List.of(parts));
        return new AxonNode(new SpringApplicationBuilder(sources.toArray(Class<?>[]::new))
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .registerShutdownHook(false)
                .properties(
                        "spring.main.banner-mode=off",
                        "spring.datasource.url=" + database.jdbcUrl(),
                        "spring.datasource.username=" + database.user(),
                        "spring.datasource.password=" + database.password(),
                        "spring.datasource.hikari.maximum-pool-size=24",
                        "spring.datasource.hikari.minimum-idle=2",
                        "spring.datasource.hikari.data-source-properties.ApplicationName=behflow-node",
                        "spring.datasource.hikari.connection-timeout=15000",
                        "spring.datasource.hikari.validation-timeout=1000",
                        "spring.flyway.locations=classpath:db/migration/command",
                        "spring.flyway.postgresql.transactional-lock=false",
                        "axon.axonserver.enabled=false",
                        "axon.update-check.disabled=true",
                        "axon.timeout.enabled=false",
                        "logging.level.org.axonframework=error")
                .run());
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public StreamingEventProcessor processor(String name) {
        return bean(Configuration.class)
                .eventProcessingConfiguration()
                .eventProcessor(name, StreamingEventProcessor.class)
                .orElseThrow();
    }

    @Override
    public void close() {
        context.close();
    }
}
