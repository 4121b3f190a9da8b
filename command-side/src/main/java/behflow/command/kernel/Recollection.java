package behflow.command.kernel;

import behflow.api.kernel.AggregateCommand;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.api.kernel.Row;
import behflow.command.eventstore.Appended;
import java.util.UUID;
import java.util.function.Consumer;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;

/**
 * Deciding on a state that this node remembers, right on any number of nodes. What a command stores, the append checks: it
 * refuses events that do not follow the last one of their aggregate. What stores nothing, nobody checks: a refusal, no
 * change at all, or that conflict. So it is decided again, on the state that is stored. That holds for a command to one
 * aggregate, alone in its unit of work; others are never allowed to remember.
 */
public final class Recollection {

    private static final String ALLOWED = Recollection.class.getName() + " allowed";
    private static final String USED = Recollection.class.getName() + " used";

    private Recollection() {}

    static boolean suits(Object command) {
        return command instanceof AggregateCommand;
    }

    static void allow(UnitOfWork<?> unit) {
        if (unit.isRoot()) {
            unit.resources().put(ALLOWED, true);
        }
    }

    /** Whether the present command may be decided on a remembered state of the aggregate that it names. */
    public static boolean allowed(String aggregateId) {
        return CurrentUnitOfWork.isStarted()
                && CurrentUnitOfWork.get().resources().containsKey(ALLOWED)
                && CurrentUnitOfWork.get().getMessage().getPayload() instanceof AggregateCommand command
                && command.aggregateId().toString().equals(aggregateId);
    }

    /** To be called where a remembered state is used. */
    public static void used() {
        CurrentUnitOfWork.get().resources().put(USED, true);
    }

    /** Calls back with the row that the present unit of work has written, when it is on disk and before its aggregate is free. */
    public static <R extends Row> void onWritten(Class<R> kind, UUID id, Consumer<R> memory) {
        CurrentUnitOfWork.get().root().afterCommit(unit -> {
            Appended appended = Appended.of(unit);
            if (appended != null) {
                appended.row(kind, id).ifPresent(memory);
            }
        });
    }

    /** Not where the database was away: whether something was stored is not known then. */
    static boolean mustDecideAgain(@Nullable UnitOfWork<?> unit, CommandResultMessage<?> result) {
        if (unit == null || !unit.resources().containsKey(USED) || Appended.of(unit) != null) {
            return false;
        }
        if (!result.isExceptional()) {
            return true;
        }
        Throwable failure = result.exceptionResult();
        return failure instanceof ConcurrencyException
                || failure instanceof RejectedException rejected && rejected.code() != RejectionCode.UNAVAILABLE;
    }
}
