package behflow.command.process.execution;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.testing.TestDatabase;
import java.time.Duration;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Who counts as waiting in line. */
class RunLineIT {

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final JdbcClient JDBC = JdbcClient.create(DATABASE.dataSource());

    private final RunTable table = table();

    @NullUnmarked
    private static RunTable table() {
        return new RunTable(
                JDBC,
                new TransactionTemplate(new JdbcTransactionManager(DATABASE.dataSource())),
                null,
                Duration.ofSeconds(12));
    }

    @BeforeAll
    static void migrate() {
        Flyway.configure()
                .dataSource(DATABASE.dataSource())
                .locations("classpath:db/migration/command")
                .load()
                .migrate();
    }

    @BeforeEach
    void nobodyWaits() {
        JDBC.sql("delete from process.run").update();
    }

    @Test
    void givenManyRunsOfOneOwner_whenOneIsInLine_thenTheLineIsShort() {
        wait(UUID.randomUUID(), 50_000);
        wait(UUID.randomUUID(), 3);

        assertThat(table.lineIsLongerThan(2)).isFalse();
        assertThat(table.lineIsLongerThan(1)).isTrue();
    }

    @Test
    void givenOneRunOfEachOfManyOwners_whenTheyAreInLine_thenTheLineIsLong() {
        for (int i = 0; i < 5; i++) {
            wait(UUID.randomUUID(), 1);
        }

        assertThat(table.lineIsLongerThan(5)).isFalse();
        assertThat(table.lineIsLongerThan(4)).isTrue();
    }

    @Test
    void givenNobody_thenThereIsNoLine() {
        assertThat(table.lineIsLongerThan(0)).isFalse();
    }

    private static void wait(UUID owner, int runs) {
        JDBC.sql(
                        "insert into process.run (execution_id, owner_id, process_id, cause, causation_id, request_id, depth, urgent)"
                                + " select gen_random_uuid(), ?, ?, '{}', ?, ?, 1, false from generate_series(1, ?)")
                .params(owner, owner, owner, owner, runs)
                .update();
    }
}
