package behflow.command.kernel;

import behflow.api.kernel.RejectedException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.modelling.command.ConcurrencyException;

/**
 * {@code behflow_commands}: each attempt at a command, by the class of the command and its outcome, from its handler's start
 * until its events are on disk. Outcomes are {@code success}, {@code overtaken} (another command was first; it is decided
 * again as another attempt), a {@link behflow.api.kernel.RejectionCode} in small letters, and {@code error}. What is decided
 * on a remembered state and then again on the stored one (see {@link Recollection}) is one attempt, with the time of both
 * decisions and the outcome of the second.
 */
final class CommandMeters {

    private final MeterRegistry meters;

    CommandMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    void handled(CommandMessage<?> command, CommandResultMessage<?> result, Duration time) {
        Timer.builder("behflow.commands")
                .description("Commands handled, until their events were on disk")
                .tag("command", name(command.getPayloadType()))
                .tag("outcome", outcome(result))
                .register(meters)
                .record(time);
    }

    /** For example {@code CreateTask} or {@code ExecutionCommand.Start}. */
    static String name(Class<?> type) {
        return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
    }

    static String outcome(CommandResultMessage<?> result) {
        if (!result.isExceptional()) {
            return "success";
        }
        Throwable failure = result.exceptionResult();
        if (failure instanceof RejectedException rejected) {
            return rejected.code().name().toLowerCase(Locale.ROOT);
        }
        return failure instanceof ConcurrencyException ? "overtaken" : "error";
    }
}
