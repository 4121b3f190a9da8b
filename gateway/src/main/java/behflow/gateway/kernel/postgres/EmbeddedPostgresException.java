package behflow.gateway.kernel.postgres;

import org.jspecify.annotations.Nullable;

/** The embedded PostgreSQL can't serve. The message is one sentence for the operator, the remedy another. */
public class EmbeddedPostgresException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The way out that always exists. */
    static final String USE_EXTERNAL =
            "Set SPRING_DATASOURCE_URL, SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD to use a PostgreSQL of your own.";

    private final String remedy;

    EmbeddedPostgresException(String problem, String remedy) {
        this(problem, remedy, null);
    }

    EmbeddedPostgresException(String problem, String remedy, @Nullable Throwable cause) {
        super(problem, cause);
        this.remedy = remedy;
    }

    public String remedy() {
        return remedy;
    }
}
