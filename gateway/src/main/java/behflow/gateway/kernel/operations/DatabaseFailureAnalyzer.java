package behflow.gateway.kernel.operations;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/** Says in a sentence, instead of a stack trace, that the configured PostgreSQL can't be used. */
class DatabaseFailureAnalyzer extends AbstractFailureAnalyzer<SQLException> {

    private final Environment environment;

    DatabaseFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, SQLException cause) {
        String action = action(cause.getSQLState());
        if (action == null) {
            return null;
        }
        String url = environment.getProperty("spring.datasource.url", "");
        String said = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return new FailureAnalysis(
                "The PostgreSQL at " + JdbcUrls.withoutParameters(url) + " can't be used: " + said, action, cause);
    }

    /** By the classes of PostgreSQL's error codes; null for what has nothing to do with configuration. */
    private static @Nullable String action(@Nullable String state) {
        return switch (state == null ? "" : state.substring(0, 2)) {
            case "08", "57" -> "Start it, or correct SPRING_DATASOURCE_URL.";
            case "28" -> "Correct SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD.";
            case "3D" -> "Make the database, or correct SPRING_DATASOURCE_URL.";
            case "42" -> state.equals("42704") ? "Use PostgreSQL 18: earlier ones lack what Behflow needs." : null;
            default -> null;
        };
    }
}
