package behflow.query.kernel;

import behflow.api.admin.ConsoleCommand;
import behflow.api.admin.Projections;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** {@code verify}: recomputes projections beside the live ones, and reports the rows that differ. */
public final class VerifyCommand implements ConsoleCommand {

    @Override
    public String name() {
        return "verify";
    }

    @Override
    public String help() {
        return "recompute every projection, or one, beside the live one, and report rows that differ";
    }

    @Override
    public int run(List<String> arguments, Context context) throws SQLException {
        Projections projections = ConsoleProjections.open(context);
        List<String> names = ConsoleProjections.names(projections);
        if (arguments.size() > 1 || !names.containsAll(arguments)) {
            context.err().println("usage: verify [PROJECTION], where PROJECTION is one of " + String.join(", ", names));
            return CANNOT;
        }
        AtomicLong differences = new AtomicLong();
        projections.verify(
                arguments.isEmpty() ? null : arguments.get(0),
                progress -> ConsoleProjections.print(context, progress),
                difference -> {
                    differences.incrementAndGet();
                    context.out()
                            .printf(
                                    "%s: row %s of owner %s differs%n",
                                    difference.projection(), difference.rowId(), difference.ownerId());
                });
        context.out().printf("%,d rows differ%n", differences.get());
        return differences.get() == 0 ? FINE : FOUND;
    }
}
