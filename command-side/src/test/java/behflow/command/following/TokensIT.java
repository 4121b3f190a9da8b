package behflow.command.following;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import behflow.command.eventstore.StoreFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.jdbc.UnitOfWorkAwareConnectionProviderWrapper;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventhandling.tokenstore.UnableToClaimTokenException;
import org.axonframework.spring.jdbc.SpringDataSourceConnectionProvider;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The first tokens of a processor, where two nodes start at once on an empty database. */
class TokensIT {

    @Test
    void givenOneMakesTheFirstTokens_whenTheOtherDoes_thenItsTransactionIsNotSpoiltAndSeesThem() throws Exception {
        try (StoreFixture fixture = new StoreFixture()) {
            fixture.node();
            DataSource dataSource = fixture.pool(4);
            ConnectionProvider connections =
                    new UnitOfWorkAwareConnectionProviderWrapper(new SpringDataSourceConnectionProvider(dataSource));
            TokenStore one = Tokens.store(connections, Tokens.serializer(), Duration.ofSeconds(10));
            TokenStore other = Tokens.store(connections, Tokens.serializer(), Duration.ofSeconds(10));
            TransactionTemplate transaction = new TransactionTemplate(
                    new CheckedTransactionManager(new DataSourceTransactionManager(dataSource), dataSource));
            List<CompletableFuture<Void>> later = new ArrayList<>();
            transaction.executeWithoutResult(first -> {
                one.initializeTokenSegments("p", 1, null);
                later.add(CompletableFuture.runAsync(() -> transaction.executeWithoutResult(
                        second -> assertThatThrownBy(() -> other.initializeTokenSegments("p", 1, null))
                                .isInstanceOf(UnableToClaimTokenException.class))));
                await(fixture);
            });

            later.get(0).get(20, TimeUnit.SECONDS);
            assertThat(transaction.<int[]>execute(status -> other.fetchSegments("p")))
                    .containsExactly(0);
        }
    }

    /** Until somebody waits for the first. */
    private static void await(StoreFixture fixture) {
        Instant limit = Instant.now().plusSeconds(10);
        try {
            while (fixture.number("select count(*) from pg_stat_activity where datname = current_database()"
                            + " and wait_event_type = 'Lock'")
                    == 0) {
                assertThat(Instant.now()).isBefore(limit);
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
