package behflow.query.analytics;

import behflow.api.kernel.ParallelArrays;
import behflow.api.kernel.RowWrite;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Replaces rows of {@code bi.fct_task_lifecycle} where they are. */
final class LifecycleWrite implements RowWrite<TaskFlow> {

    private static final String COLUMNS = AnalyticsTables.TASK_COLUMNS + ", updated_at";

    @Override
    public String sql(String table) {
        return "insert into " + table + " (" + COLUMNS + ")"
                + " select (?::uuid[])[n], (?::uuid[])[n], (?::bigint[])[n], (?::bigint[])[n], (?::text[])[n], (?::text[])[n],"
                + " (?::text[])[n]::text[], (?::text[])[n], (?::text[])[n], (?::timestamptz[])[n], (?::timestamptz[])[n],"
                + " (?::timestamptz[])[n], (?::timestamptz[])[n], (?::timestamptz[])[n], (?::timestamptz[])[n],"
                + " (?::integer[])[n], (?::integer[])[n], (?::float8[])[n], (?::float8[])[n], (?::float8[])[n], (?::float8[])[n],"
                + " (?::float8[])[n], (?::float8[])[n], (?::timestamptz[])[n] from unnest(?::integer[]) n"
                + " on conflict (owner_id, task_id) do update set "
                + Stream.of(COLUMNS.split(", "))
                        .skip(2)
                        .map(column -> column + " = excluded." + column)
                        .collect(Collectors.joining(", "));
    }

    @Override
    public int bind(PreparedStatement statement, int first, Collection<TaskFlow> rows) throws SQLException {
        return new ParallelArrays<>(statement, first, rows)
                .ids(TaskFlow::owner)
                .ids(TaskFlow::id)
                .longs(flow -> flow.task().version())
                .longs(TaskFlow::position)
                .texts(flow -> flow.task().name())
                .texts(flow -> flow.task().description())
                .lists(flow -> flow.task().tags())
                .texts(flow -> flow.task().status().wire())
                .texts(flow -> flow.task().priority().wire())
                .instants(flow -> flow.task().dueDate())
                .instants(flow -> flow.task().createdAt())
                .instants(TaskFlow::firstStartedAt)
                .instants(TaskFlow::statusSince)
                .instants(flow -> flow.task().completedAt())
                .instants(flow -> flow.task().deletedAt())
                .ints(TaskFlow::reopened)
                .ints(TaskFlow::rescheduled)
                .doubles(flow -> flow.hours().notStarted())
                .doubles(flow -> flow.hours().inProgress())
                .doubles(flow -> flow.hours().blocked())
                .doubles(flow -> flow.hours().completed())
                .doubles(TaskFlow::leadHours)
                .doubles(TaskFlow::cycleHours)
                .instants(flow -> flow.task().updatedAt())
                .numbers()
                .next();
    }
}
