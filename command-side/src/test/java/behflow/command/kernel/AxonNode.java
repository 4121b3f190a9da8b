package behflow.command.kernel;

import behflow.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.axonframework.config.Configuration;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** One node with the service's own Axon configuration, event store and transactions; any number share one database. */
public final class AxonNode implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private AxonNode(ConfigurableApplicationContext context) {
        this.context = context;
    }

    @EnableAutoConfiguration(
            excludeName = {
                "org.springframework.boot.quartz.autoconfigure.QuartzAutoConfiguration",
                "org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration",
                "org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration"
            })
    private static class Infrastructure {}

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
                        "spring.datasource.hikari.connection-timeout=3000",
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
