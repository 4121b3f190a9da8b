package behflow.command.kernel;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.CommandResultMessage;

/**
 * A span for each attempt at a command, {@code command CreateTask} for example, from its handler's start until its events
 * are on disk, with the outcome as {@link CommandMeters} names it. Nothing that a command holds is in it.
 */
final class CommandSpans {

    private final Tracer tracer;

    CommandSpans(Tracer tracer) {
        this.tracer = tracer;
    }

    /** On the thread that handles the command. */
    Handling begin(CommandMessage<?> command) {
        Span span = tracer.nextSpan()
                .name("command " + CommandMeters.name(command.getPayloadType()))
                .start();
        return new Handling(span, tracer.withSpan(span));
    }

    /** One command while it is handled. */
    static final class Handling {

        private final Span span;
        private final Tracer.SpanInScope scope;

        private Handling(Span span, Tracer.SpanInScope scope) {
            this.span = span;
            this.scope = scope;
        }

        void end(CommandResultMessage<?> result) {
            scope.close();
            span.tag("outcome", CommandMeters.outcome(result)).end();
        }
    }
}
