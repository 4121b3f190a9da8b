package behflow.gateway.kernel;

import behflow.api.kernel.DatabaseAway;
import behflow.api.kernel.RejectedException;
import java.time.Duration;
import java.util.List;
import org.axonframework.common.AxonException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;

/** Finds the rejection in what a framework has wrapped around it. */
final class Rejections {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private Rejections() {}

    /** The rejection that this failure stands for; else the failure itself, to be thrown on. */
    static RuntimeException of(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RejectedException rejected) {
                return rejected;
            }
            if (named(cause, "AggregateNotFoundException")) {
                return RejectedException.notFound();
            }
            if (named(cause, "ConcurrencyException", "AggregateStreamCreationException")) {
                return RejectedException.conflict("Others kept changing this at the same time; try again");
            }
            if (databaseAway(cause)) {
                return RejectedException.unavailable("The database does not answer just now", RETRY_AFTER);
            }
        }
        return failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
    }

    /** By name: the classes belong to a library that this module does not compile against. */
    private static boolean named(Throwable cause, String... names) {
        return cause instanceof AxonException
                && List.of(names).contains(cause.getClass().getSimpleName());
    }

    static boolean databaseAway(Throwable cause) {
        return cause instanceof CannotGetJdbcConnectionException
                || cause instanceof CannotCreateTransactionException
                || cause instanceof DataAccessResourceFailureException
                || cause instanceof TransientDataAccessException
                || DatabaseAway.isSaidBy(cause);
    }
}
