package behflow.query.kernel;

import behflow.api.admin.ConsoleCommand;
import behflow.api.admin.Projections;
import behflow.api.kernel.RejectedException;
import java.sql.SQLException;
import java.util.List;

/** {@code rebuild}: makes a projection anew from events while the service goes on, or goes back to the table before. */
public final class RebuildCommand implements ConsoleCommand {

    @Override
    public String name() {
        return "rebuild";
    }

    @Override
    public String help() {
        return "make a projection anew from events, or go back to the table before (--back)";
    }

    @Override
    public int run(List<String> arguments, Context context) throws SQLException {
        boolean back = arguments.contains("--back");
        List<String> names = arguments.stream()
                .filter(argument -> !argument.equals("--back"))
                .toList();
        Projections projections = ConsoleProjections.open(context);
        if (names.size() != 1 || !ConsoleProjections.names(projections).contains(names.get(0))) {
            context.err()
                    .println("usage: rebuild PROJECTION [--back], where PROJECTION is one of "
                            + String.join(", ", ConsoleProjections.names(projections)));
            return CANNOT;
        }
        try {
            if (back) {
                projections.back(names.get(0));
                context.out().println(names.get(0) + ": the earlier table serves again");
            } else {
                projections.rebuild(names.get(0), progress -> ConsoleProjections.print(context, progress));
            }
            return FINE;
        } catch (RejectedException e) {
            context.err().println(e.detail());
            return CANNOT;
        }
    }
}
