package behflow.gateway.kernel.operations;

import behflow.gateway.kernel.postgres.EmbeddedPostgres;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Tells, once everything answers, where it answers and where the data lie. */
@Component
class StartNotice {

    private static final Logger log = LoggerFactory.getLogger("behflow");

    private final Environment environment;
    private final JdbcConnectionDetails database;
    private final ObjectProvider<EmbeddedPostgres> embedded;

    StartNotice(Environment environment, JdbcConnectionDetails database, ObjectProvider<EmbeddedPostgres> embedded) {
        this.environment = environment;
        this.database = database;
        this.embedded = embedded;
    }

    @EventListener
    void onReady(ApplicationReadyEvent ready) {
        String address = "http://localhost:" + environment.getProperty("local.server.port", "8000");
        log.info("Behflow is ready at {}", address);
        log.info("  documentation: {}/docs, {}/redoc, {}/openapi.json", address, address, address);
        EmbeddedPostgres server = embedded.getIfAvailable();
        if (server != null) {
            log.info("  data: {} (PostgreSQL runs as process {})", server.folder(), server.pid());
        } else {
            log.info("  data: PostgreSQL at {}", JdbcUrls.withoutParameters(database.getJdbcUrl()));
        }
        String management = environment.getProperty("local.management.port");
        if (management != null) {
            log.info(
                    "  health and metrics: http://{}:{}/actuator",
                    environment.getProperty("management.server.address", "localhost"),
                    management);
        }
    }
}
