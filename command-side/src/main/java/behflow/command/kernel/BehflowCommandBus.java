package behflow.command.kernel;

import behflow.api.kernel.RejectedException;
import behflow.command.eventstore.Appended;
import behflow.command.eventstore.EventRows;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.axonframework.commandhandling.CommandCallback;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.GenericCommandResultMessage;
import org.axonframework.commandhandling.NoHandlerForCommandException;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.common.Registration;
import org.axonframework.messaging.MessageHandler;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.RollbackConfigurationType;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * Axon's simple bus without a database transaction around a command: the append has its own. Any throwable rolls a command
 * back. A command that stored something is answered with the rows as stored (their timestamps can differ from those it was
 * decided with), and one to an aggregate that does not exist with NOT_FOUND. What was decided on a remembered state and
 * stored nothing is decided again (see {@link Recollection}).
 */
final class BehflowCommandBus extends SimpleCommandBus {

    private final CommandMeters meters;
    private final CommandSpans spans;
    private final Map<String, MessageHandler<? super CommandMessage<?>>> handlers = new ConcurrentHashMap<>();

    BehflowCommandBus(CommandMeters meters, CommandSpans spans) {
        super(SimpleCommandBus.builder());
        this.meters = meters;
        this.spans = spans;
        setRollbackConfiguration(RollbackConfigurationType.ANY_THROWABLE);
        super.subscribe(Together.class.getName(), this::together);
    }

    @Override
    public Registration subscribe(String commandName, MessageHandler<? super CommandMessage<?>> handler) {
        handlers.put(commandName, handler);
        return super.subscribe(commandName, handler);
    }

    /** In the one unit of work that is there, and with its origin. */
    private @Nullable Object together(CommandMessage<?> message) throws Exception {
        Together together = (Together) message.getPayload();
        Object answer = null;
        for (Object command : together.commands()) {
            CommandMessage<?> one = new GenericCommandMessage<>(command, message.getMetaData());
            MessageHandler<? super CommandMessage<?>> handler = handlers.get(one.getCommandName());
            if (handler == null) {
                throw new NoHandlerForCommandException("No handler for " + one.getCommandName());
            }
            answer = handler.handle(one);
        }
        EventRows.with(together.rows());
        return answer;
    }

    @Override
    protected <C, R> void handle(
            CommandMessage<C> command,
            MessageHandler<? super CommandMessage<?>> handler,
            CommandCallback<? super C, ? super R> callback) {
        long began = System.nanoTime();
        CommandSpans.Handling handling = spans.begin(command);
        CommandCallback<C, R> answering = (message, answer) -> {
            meters.handled(message, answer, Duration.ofNanos(System.nanoTime() - began));
            handling.end(answer);
            callback.onResult(message, answer);
        };
        decide(command, handler, answering, Recollection.suits(command.getPayload()));
    }

    /** @param remembering whether this may be decided on a remembered state, and if so once more on the stored one */
    private <C, R> void decide(
            CommandMessage<C> command,
            MessageHandler<? super CommandMessage<?>> handler,
            CommandCallback<? super C, ? super R> callback,
            boolean remembering) {
        AtomicReference<@Nullable UnitOfWork<?>> unit = new AtomicReference<>();
        MessageHandler<CommandMessage<?>> noting = message -> {
            unit.set(CurrentUnitOfWork.get().root());
            if (remembering) {
                Recollection.allow(CurrentUnitOfWork.get());
            }
            return handler.handle(message);
        };
        CommandCallback<C, R> answering = (message, result) -> {
            if (remembering && Recollection.mustDecideAgain(unit.get(), result)) {
                decide(command, handler, callback, false);
            } else {
                callback.onResult(message, answer(unit.get(), result));
            }
        };
        super.handle(command, noting, answering);
    }

    @SuppressWarnings("unchecked")
    private static <R> CommandResultMessage<? extends R> answer(
            @Nullable UnitOfWork<?> unit, CommandResultMessage<? extends R> result) {
        if (result.isExceptional()) {
            return result.exceptionResult() instanceof AggregateNotFoundException
                    ? GenericCommandResultMessage.asCommandResultMessage(RejectedException.notFound())
                    : result;
        }
        Appended appended = unit == null ? null : Appended.of(unit);
        if (appended == null) {
            return result;
        }
        return (CommandResultMessage<R>)
                GenericCommandResultMessage.asCommandResultMessage(appended.answer(result.getPayload()));
    }
}
