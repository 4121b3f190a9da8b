package behflow.command.following;

import behflow.api.kernel.LogFollower;
import behflow.command.eventstore.EventStoreNode;
import behflow.command.eventstore.StoreFixture;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.jdbc.UnitOfWorkAwareConnectionProviderWrapper;
import org.axonframework.config.Configuration;
import org.axonframework.config.Configurer;
import org.axonframework.config.DefaultConfigurer;
import org.axonframework.serialization.Serializer;
import org.axonframework.spring.jdbc.SpringDataSourceConnectionProvider;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** One node that only follows the log, put together as the service puts itself together. */
final class FollowerNode implements AutoCloseable {

    private final EventStoreNode store;
    private final Following following;
    private final Configuration axon;
    private final DeadLetterDesk letters;
    private final FollowerStatus status;

    FollowerNode(StoreFixture fixture, FollowingSettings settings, LogFollower... followers) throws SQLException {
        DataSource dataSource = fixture.pool(10);
        this.store = fixture.node();
        ConnectionProvider connections =
                new UnitOfWorkAwareConnectionProviderWrapper(new SpringDataSourceConnectionProvider(dataSource));
        Serializer serializer = Tokens.serializer();
        this.following = new Following(
                dataSource,
                store,
                connections,
                new SpringTransactionManager(
                        new CheckedTransactionManager(new DataSourceTransactionManager(dataSource), dataSource)),
                Tokens.store(connections, serializer, Duration.ofSeconds(10)),
                settings,
                List.of(followers));
        Configurer configurer = DefaultConfigurer.defaultConfiguration();
        configurer.configureEventStore(configuration -> store.eventStore());
        following.configure(configurer.eventProcessing());
        this.axon = configurer.buildConfiguration();
        JdbcClient jdbc = JdbcClient.create(dataSource);
        this.letters = new DeadLetterDesk(jdbc, following, axon::eventProcessingConfiguration, settings.retryEvery());
        this.status = new FollowerStatus(jdbc, serializer, following, axon::eventProcessingConfiguration, letters);
        axon.start();
    }

    EventStoreNode store() {
        return store;
    }

    DeadLetterDesk letters() {
        return letters;
    }

    FollowerStatus status() {
        return status;
    }

    @Override
    public void close() throws InterruptedException {
        axon.shutdown();
        following.close();
    }
}
