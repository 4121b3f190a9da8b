package behflow.command.kernel;

import behflow.api.kernel.AggregateCommand;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.InlineProjection;
import behflow.command.eventstore.EventStoreNode;
import behflow.command.eventstore.RevisionUpcaster;
import behflow.command.following.Tokens;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.Tracer;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.commandhandling.gateway.DefaultCommandGateway;
import org.axonframework.commandhandling.gateway.RetryScheduler;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.jdbc.PersistenceExceptionResolver;
import org.axonframework.common.jdbc.UnitOfWorkAwareConnectionProviderWrapper;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventsourcing.EventCountSnapshotTriggerDefinition;
import org.axonframework.eventsourcing.SnapshotTriggerDefinition;
import org.axonframework.eventsourcing.Snapshotter;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.messaging.annotation.HandlerDefinition;
import org.axonframework.messaging.annotation.ParameterResolverFactory;
import org.axonframework.messaging.correlation.CorrelationDataProvider;
import org.axonframework.messaging.interceptors.CorrelationDataInterceptor;
import org.axonframework.modelling.command.CommandTargetResolver;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;
import org.axonframework.queryhandling.QueryBus;
import org.axonframework.queryhandling.SimpleQueryBus;
import org.axonframework.serialization.Serializer;
import org.axonframework.spring.eventsourcing.SpringAggregateSnapshotter;
import org.axonframework.spring.jdbc.SpringDataSourceConnectionProvider;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** Axon, put together by hand where its defaults would lose, block or phone. */
@Configuration(proxyBeanMethods = false)
class AxonConfiguration {

    private static final int SNAPSHOT_EVERY = 50;

    /** @param migrated names the order: the schema first */
    @Bean(destroyMethod = "close")
    EventStoreNode eventStoreNode(
            DataSource dataSource,
            List<InlineProjection<?>> projections,
            FlywayMigrationInitializer migrated,
            MeterRegistry meters,
            ObjectProvider<Tracer> tracers)
            throws SQLException {
        return new EventStoreNode(dataSource, projections, RevisionUpcaster.all(), meters, tracer(tracers));
    }

    /** Aggregates take it as a parameter; tests fix it. */
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    EventStore eventStore(EventStoreNode node) {
        return node.eventStore();
    }

    @Bean
    EventLog eventLog(EventStoreNode node) {
        return node.eventLog();
    }

    @Bean
    @Qualifier("eventSerializer")
    Serializer eventSerializer(EventStoreNode node) {
        return node.serializer();
    }

    /** Tokens and messages. Their types are a closed list: Axon's own, and ours. */
    @Bean
    @Primary
    @Qualifier("defaultSerializer")
    Serializer generalSerializer() {
        return Tokens.serializer();
    }

    @Bean
    CorrelationDataProvider originProvider() {
        return new OriginProvider();
    }

    @Bean
    @Primary
    CommandBus commandBus(
            CorrelationDataProvider originProvider,
            ObjectProvider<MessageHandlerInterceptor<CommandMessage<?>>> interceptors,
            MeterRegistry meters,
            ObjectProvider<Tracer> tracers) {
        BehflowCommandBus bus = new BehflowCommandBus(new CommandMeters(meters), new CommandSpans(tracer(tracers)));
        bus.registerHandlerInterceptor(new CorrelationDataInterceptor<>(originProvider));
        interceptors.orderedStream().forEach(bus::registerHandlerInterceptor);
        return bus;
    }

    @Bean
    CommandGateway commandGateway(CommandBus commandBus, RetryScheduler conflictRetry) {
        return DefaultCommandGateway.builder()
                .commandBus(commandBus)
                .retryScheduler(conflictRetry)
                .build();
    }

    @Bean(destroyMethod = "close")
    ConflictRetry conflictRetry(ObjectProvider<Tracer> tracers) {
        return new ConflictRetry(tracer(tracers));
    }

    /** Queries are single reads in autocommit; a transaction around each would cost two round trips. */
    @Bean
    @Primary
    QueryBus queryBus(CorrelationDataProvider originProvider) {
        SimpleQueryBus bus = SimpleQueryBus.builder()
                .transactionManager(NoTransactionManager.INSTANCE)
                .build();
        bus.registerHandlerInterceptor(new CorrelationDataInterceptor<>(originProvider));
        return bus;
    }

    @Bean
    ConnectionProvider connectionProvider(DataSource dataSource) {
        return new UnitOfWorkAwareConnectionProviderWrapper(new SpringDataSourceConnectionProvider(dataSource));
    }

    @Bean
    TokenStore tokenStore(ConnectionProvider connectionProvider, Serializer generalSerializer) {
        return Tokens.store(connectionProvider, generalSerializer, Duration.ofSeconds(10));
    }

    /** 23505 and 40001 mean that someone else was first. */
    @Bean
    PersistenceExceptionResolver persistenceExceptionResolver() {
        return exception -> {
            for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
                if (cause instanceof SQLException sql
                        && ("23505".equals(sql.getSQLState()) || "40001".equals(sql.getSQLState()))) {
                    return true;
                }
            }
            return false;
        };
    }

    @Bean
    CommandTargetResolver commandTargetResolver() {
        return message -> {
            if (message.getPayload() instanceof AggregateCommand command) {
                return new VersionedAggregateIdentifier(command.aggregateId().toString(), null);
            }
            throw new IllegalArgumentException("Not a command to an aggregate: " + message.getPayloadType());
        };
    }

    /** However long its stream, an aggregate is loaded from one row and about fifty events at most. */
    @Bean
    SnapshotTriggerDefinition snapshotTrigger(Snapshotter snapshotter) {
        return new EventCountSnapshotTriggerDefinition(snapshotter, SNAPSHOT_EVERY);
    }

    /** Snapshots are made after the commands that bring them about, by a thread of their own and without a transaction. */
    @Bean
    SpringAggregateSnapshotter snapshotter(
            org.axonframework.config.Configuration configuration,
            HandlerDefinition handlerDefinition,
            ParameterResolverFactory parameterResolverFactory,
            EventStore eventStore) {
        return SpringAggregateSnapshotter.builder()
                .repositoryProvider(configuration::repository)
                .transactionManager(NoTransactionManager.INSTANCE)
                .executor(Executors.newSingleThreadExecutor(runnable -> DaemonThreads.of(runnable, "snapshotter")))
                .eventStore(eventStore)
                .parameterResolverFactory(parameterResolverFactory)
                .handlerDefinition(handlerDefinition)
                .build();
    }

    /** An error in a handler is an error of its processor: nothing is logged and forgotten. */
    @Bean
    ConfigurerModule propagatingErrors() {
        return configurer -> configurer
                .eventProcessing()
                .registerDefaultListenerInvocationErrorHandler(configuration -> PropagatingErrorHandler.instance())
                .registerDefaultErrorHandler(configuration -> PropagatingErrorHandler.instance())
                .usingPooledStreamingEventProcessors();
    }

    /** There is one only where traces are sent somewhere. */
    private static Tracer tracer(ObjectProvider<Tracer> tracers) {
        return tracers.getIfAvailable(() -> Tracer.NOOP);
    }
}
