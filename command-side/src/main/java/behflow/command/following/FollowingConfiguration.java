package behflow.command.following;

import behflow.api.admin.DeadLetters;
import behflow.api.admin.Followers;
import behflow.api.kernel.LogFollower;
import behflow.command.eventstore.EventStoreNode;
import javax.sql.DataSource;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.serialization.Serializer;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Every {@link LogFollower} among the beans follows the log. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FollowingSettings.class)
class FollowingConfiguration {

    @Bean
    TransactionManager axonTransactionManager(PlatformTransactionManager transactions, DataSource dataSource) {
        return new SpringTransactionManager(new CheckedTransactionManager(transactions, dataSource));
    }

    @Bean
    TransactionTemplate transactionTemplate(PlatformTransactionManager transactions) {
        return new TransactionTemplate(transactions);
    }

    @Bean
    Following following(
            DataSource dataSource,
            EventStoreNode node,
            ConnectionProvider connections,
            TransactionManager transactions,
            TokenStore tokens,
            FollowingSettings settings,
            ObjectProvider<LogFollower> followers) {
        return new Following(
                dataSource,
                node,
                connections,
                transactions,
                tokens,
                settings,
                followers.stream().toList());
    }

    @Bean
    ConfigurerModule followersOfTheLog(Following following) {
        return configurer -> following.configure(configurer.eventProcessing());
    }

    @Bean
    DeadLetterDesk deadLetterDesk(
            JdbcClient jdbc,
            Following following,
            ObjectProvider<EventProcessingConfiguration> processing,
            FollowingSettings settings) {
        return new DeadLetterDesk(jdbc, following, processing::getObject, settings.retryEvery());
    }

    @Bean
    DeadLetterRounds deadLetterRounds(DeadLetterDesk desk, FollowingSettings settings) {
        return new DeadLetterRounds(desk, settings.retryEvery());
    }

    @Bean
    Followers followerStatus(
            JdbcClient jdbc,
            Serializer generalSerializer,
            Following following,
            ObjectProvider<EventProcessingConfiguration> processing,
            DeadLetters letters) {
        return new FollowerStatus(jdbc, generalSerializer, following, processing::getObject, letters);
    }
}
