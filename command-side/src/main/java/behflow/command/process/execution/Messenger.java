package behflow.command.process.execution;

import behflow.api.kernel.DatabaseAway;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.MetaData;
import org.axonframework.queryhandling.QueryGateway;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * How runs send commands and ask queries: on their own threads, each command in a unit of work of its own, and again after a
 * while where the database was away.
 */
@Component
public class Messenger {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final int ATTEMPTS = 8;

    private final CommandGateway commands;
    private final QueryGateway queries;

    Messenger(CommandGateway commands, QueryGateway queries) {
        this.commands = commands;
        this.queries = queries;
    }

    /** Sends a command and waits for its answer. */
    @SuppressWarnings("unchecked")
    public <R> R send(Object command, Origin origin) {
        try {
            return (R) commands.send(new GenericCommandMessage<>(command, MetaData.from(origin.toMetadata())))
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunStopped(RunStopped.Reason.SHUTDOWN);
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
    }

    /** Asks and waits for the answer; null where there is none. */
    public <R> @Nullable R ask(Object query, Class<R> answer) {
        try {
            return queries.query(query, answer).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunStopped(RunStopped.Reason.SHUTDOWN);
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
    }

    /** Does it again after a while, longer each time, where what went wrong may pass. */
    <R> R patiently(RunControl control, Supplier<R> work) {
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            control.check();
            try {
                return work.get();
            } catch (RuntimeException e) {
                if (attempt == ATTEMPTS || !mayPass(e)) {
                    throw e;
                }
            }
            control.pause(pause);
            pause = pause.multipliedBy(2);
        }
    }

    static boolean mayPass(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof RejectedException rejected) {
                return rejected.code() == RejectionCode.UNAVAILABLE;
            }
            if (cause instanceof TransientDataAccessException
                    || cause instanceof DataAccessResourceFailureException
                    || cause instanceof CannotCreateTransactionException
                    || DatabaseAway.isSaidBy(cause)) {
                return true;
            }
        }
        return false;
    }

    private static RuntimeException unwrapped(ExecutionException e) {
        Throwable cause = e.getCause();
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        for (Throwable inner = cause; inner != null; inner = inner.getCause()) {
            if (inner instanceof RejectedException rejected) {
                return rejected;
            }
        }
        return cause instanceof RuntimeException runtime ? runtime : new IllegalStateException(cause);
    }
}
