package behflow.gateway.kernel.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowApplication;
import behflow.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A migration that takes longer than anything else may. */
class LongMigrationIT {

    @Test
    void givenMigrationBeyondTheLimitsOfTheServicesSessions_whenStarted_thenItIsDone(@TempDir Path folder)
            throws Exception {
        Files.writeString(folder.resolve("V9999__long.sql"), "create table migrated (); select pg_sleep(9);");
        TestDatabase database = TestDatabase.create();
        try (ConfigurableApplicationContext service = new SpringApplicationBuilder(BehflowApplication.class)
                .registerShutdownHook(false)
                .run(
                        "--server.port=0",
                        "--management.server.port=0",
                        "--spring.datasource.url=" + database.jdbcUrl(),
                        "--spring.datasource.username=" + database.user(),
                        "--spring.datasource.password=" + database.password(),
                        "--spring.quartz.properties.org.quartz.scheduler.instanceName=long-migration",
                        "--spring.flyway.locations=classpath:db/migration/command,"
                                + "classpath:db/migration/query,filesystem:" + folder,
                        "--spring.datasource.hikari.data-source-properties.socketTimeout=5",
                        "--spring.datasource.hikari.data-source-properties.options="
                                + "-c transaction_timeout=5s -c lock_timeout=2s")) {
            assertThat(JdbcClient.create(service.getBean(DataSource.class))
                            .sql("select to_regclass('migrated') is not null")
                            .query(Boolean.class)
                            .single())
                    .isTrue();
        } finally {
            database.drop();
        }
    }
}
