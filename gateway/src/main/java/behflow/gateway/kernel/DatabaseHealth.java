package behflow.gateway.kernel;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/**
 * The management side's {@code db}, and so its readiness: what {@code /health} says, within the same two seconds. Spring Boot's own
 * waits for the database as long as that is silent.
 */
@Component("dbHealthIndicator")
class DatabaseHealth extends AbstractHealthIndicator {

    private final DatabaseProbe database;

    DatabaseHealth(DatabaseProbe database) {
        this.database = database;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        builder.status(database.answers() ? "UP" : "DOWN");
    }
}
