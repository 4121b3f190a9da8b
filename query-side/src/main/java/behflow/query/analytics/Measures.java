package behflow.query.analytics;

import behflow.api.analytics.query.Aging;
import behflow.api.analytics.query.CycleTimes;
import behflow.api.analytics.query.Percentiles;
import behflow.api.analytics.query.ReportWindow;
import behflow.api.analytics.query.Summary.TimeInStatus;
import behflow.api.task.TaskStatus;
import behflow.query.analytics.DayFigures.Figures;
import behflow.query.kernel.Columns;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/**
 * The measures on tasks, in one place. Lead and cycle time of one task are columns, made by {@link TaskFlow}; here they are
 * put together. {@code docs/analytics.md} says the same in words.
 */
final class Measures {

    /** Tasks whose last completion lies in the report's days; also those deleted since: the work was done. */
    private static final String COMPLETED = "t.completed_at >= :start and t.completed_at < :end";

    private static final String OPEN = "t.deleted_at is null and t.status <> 'completed'";

    /** Of rows {@code t} of which some are {@code done}. */
    private static final String COMPLETED_COLUMNS = """
            percentile_cont(array[0.5, 0.85, 0.95]) within group (order by t.lead_hours) filter (where t.done),
            percentile_cont(array[0.5, 0.85, 0.95]) within group (order by t.cycle_hours) filter (where t.done),
            avg(case when t.completed_at <= t.due_date then 1.0 when t.due_date is not null then 0.0 end)
                filter (where t.done)::double precision,
            sum(t.in_progress_hours) filter (where t.done) / nullif(sum(t.lead_hours) filter (where t.done), 0),
            avg(t.not_started_hours) filter (where t.done), avg(t.in_progress_hours) filter (where t.done),
            avg(t.blocked_hours) filter (where t.done)""";

    private static final String STOCKS = Stream.of("not_started", "in_progress", "blocked", "completed")
            .map("count(*) filter (where t.deleted_at is null and t.status = '%s')"::formatted)
            .collect(Collectors.joining(", "));

    private final NamedParameterJdbcTemplate jdbc;
    private final ReportScope scope;

    Measures(NamedParameterJdbcTemplate jdbc, ReportScope scope) {
        this.jdbc = jdbc;
        this.scope = scope;
    }

    /** What was completed. */
    record Completed(
            Percentiles leadTime,
            Percentiles cycleTime,
            @Nullable Double onTimeRate,
            @Nullable Double flowEfficiency,
            TimeInStatus timeInStatus) {}

    /**
     * What there is to say of the tasks as they are at the cut.
     *
     * @param overdue open tasks whose due date has passed when the report ends
     * @param stocks  how many stand in which status
     */
    record All(Completed completed, int overdue, Figures stocks) {}

    /** In one pass over the tasks. */
    All all() {
        return one(
                "select " + COMPLETED_COLUMNS + ", count(*) filter (where " + OPEN + " and t.due_date < :moment), "
                        + STOCKS + " from (select t.*, " + COMPLETED + " as done from " + scope.tasks() + ") t",
                row -> new All(completed(row), row.getInt(8), stocks(row, 9)));
    }

    Completed completed() {
        return one(
                "select " + COMPLETED_COLUMNS + " from (select t.*, true as done from " + scope.tasks() + " where "
                        + COMPLETED + ") t",
                Measures::completed);
    }

    /** How many tasks stand in which status at the cut. */
    Figures stocks() {
        return one("select " + STOCKS + " from " + scope.tasks(), row -> stocks(row, 1));
    }

    int open() {
        return one("select count(*) from " + scope.tasks() + " where " + OPEN, row -> row.getInt(1));
    }

    private static Completed completed(ResultSet row) throws SQLException {
        return new Completed(
                percentiles(row.getArray(1)),
                percentiles(row.getArray(2)),
                number(row, 3),
                number(row, 4),
                new TimeInStatus(number(row, 5), number(row, 6), number(row, 7)));
    }

    private static Figures stocks(ResultSet row, int first) throws SQLException {
        return Figures.stocks(row.getInt(first), row.getInt(first + 1), row.getInt(first + 2), row.getInt(first + 3));
    }

    /** One more than a report may have, where there are more. */
    List<CycleTimes.Point> cycleTimes() {
        return jdbc.query(
                "select t.task_id, t.name, t.completed_at, t.cycle_hours, t.lead_hours from " + scope.tasks()
                        + " where " + COMPLETED + " order by t.completed_at, t.task_id limit "
                        + (ReportWindow.POINTS_MAXIMUM + 1),
                scope.parameters(),
                (row, number) -> new CycleTimes.Point(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        Columns.requiredInstant(row, 3),
                        number(row, 4),
                        row.getDouble(5)));
    }

    /** One more than a report may have, where there are more. */
    List<Aging.Point> aging() {
        return jdbc.query(
                "select t.task_id, t.name, t.status, extract(epoch from :moment - t.created_at)::double precision / 3600"
                        + " from " + scope.tasks() + " where " + OPEN + " order by t.created_at, t.task_id limit "
                        + (ReportWindow.POINTS_MAXIMUM + 1),
                scope.parameters(),
                (row, number) -> new Aging.Point(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        TaskStatus.of(row.getString(3)),
                        row.getDouble(4)));
    }

    private interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> T one(String sql, Reader<T> reader) {
        return jdbc.query(sql, scope.parameters(), (row, number) -> reader.read(row))
                .get(0);
    }

    private static Percentiles percentiles(@Nullable Array array) throws SQLException {
        if (array == null) {
            return Percentiles.NONE;
        }
        Double[] values = (Double[]) array.getArray();
        return new Percentiles(values[0], values[1], values[2]);
    }

    private static @Nullable Double number(ResultSet row, int column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? null : value;
    }
}
