package behflow.command.eventstore;

import behflow.command.eventstore.AppendTransaction.OutcomeUnknownException;
import behflow.command.eventstore.AppendTransaction.Result;
import io.micrometer.tracing.Link;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A span {@code append} for each transaction of the appender, whose commands are many: the first one's is its parent, to
 * the others it is linked. It says how many commands and events were in it.
 */
final class AppendSpans {

    private static final Logger LOG = LoggerFactory.getLogger(AppendSpans.class);

    private final Tracer tracer;

    AppendSpans(Tracer tracer) {
        this.tracer = tracer;
    }

    /** On the command's thread, before the unit is queued. */
    void remember(AppendUnit unit) {
        Span command = tracer.currentSpan();
        if (command != null) {
            unit.tracedBy(command.context());
        }
    }

    /** As {@link AppendTransaction#run}. */
    Map<AppendUnit, Result> run(
            AppendTransaction transaction, List<AppendUnit> units, boolean wait, AppendTurns.Turn turn)
            throws SQLException, OutcomeUnknownException {
        Span span = start(units);
        String outcome = "error";
        try {
            Map<AppendUnit, Result> results = transaction.run(units, wait, turn);
            outcome = "success";
            return results;
        } finally {
            end(span, outcome);
        }
    }

    /** Whatever goes wrong here, what the transaction did stands. */
    private static void end(Span span, String outcome) {
        try {
            span.tag("outcome", outcome).end();
        } catch (RuntimeException | Error e) {
            LOG.error("A span of the appender could not be ended", e);
        }
    }

    private Span start(List<AppendUnit> units) {
        Span.Builder span = tracer.spanBuilder().name("append");
        boolean first = true;
        long events = 0;
        for (AppendUnit unit : units) {
            events += unit.events().size();
            TraceContext command = unit.trace();
            if (command != null && first) {
                span.setParent(command);
                first = false;
            } else if (command != null) {
                span.addLink(new Link(command));
            }
        }
        return span.tag("commands", units.size()).tag("events", events).start();
    }
}
