package behflow.query.analytics;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/**
 * What a report's days brought, from one of two places: whole days of all tasks from {@code bi.fct_task_daily}, and otherwise,
 * for some of the tasks or a moment within a day, from {@code bi.fct_task_event}. Both give the same.
 */
final class DayFigures {

    private static final int STOCKS = 4;
    private static final int FIGURES = 14;

    /** Of the days ahead of the report: what was there when it began. */
    private final Figures opening = new Figures();

    private final TreeMap<LocalDate, Figures> days = new TreeMap<>();
    /** Of days of other users that are after the report's last one, within what it has read. */
    private final Figures later = new Figures();

    private @Nullable LocalDate firstDay;

    /** Changes of stocks, and flows, of one day or of several. */
    static final class Figures {
        private final int[] values = new int[FIGURES];

        void add(Figures other) {
            for (int i = 0; i < FIGURES; i++) {
                values[i] += other.values[i];
            }
        }

        /** How many tasks stand in which status. */
        static Figures stocks(int notStarted, int started, int blocked, int completed) {
            Figures figures = new Figures();
            figures.values[0] = notStarted;
            figures.values[1] = started;
            figures.values[2] = blocked;
            figures.values[3] = completed;
            return figures;
        }

        private void subtractStocks(Figures other) {
            for (int i = 0; i < STOCKS; i++) {
                values[i] -= other.values[i];
            }
        }

        int notStarted() {
            return values[0];
        }

        int started() {
            return values[1];
        }

        int blocked() {
            return values[2];
        }

        int completed() {
            return values[3];
        }

        int open() {
            return values[0] + values[1] + values[2];
        }

        int arrivals() {
            return values[4];
        }

        int starts() {
            return values[5];
        }

        int completions() {
            return values[6];
        }

        int reopens() {
            return values[7];
        }

        int deletions() {
            return values[8];
        }

        int restores() {
            return values[9];
        }

        int reschedules() {
            return values[10];
        }

        int byUser() {
            return values[11];
        }

        int byAgent() {
            return values[12];
        }

        int byProcess() {
            return values[13];
        }
    }

    /**
     * One bucket.
     *
     * @param flows  what happened in it
     * @param stocks what is there at its end
     */
    record BucketFigures(LocalDate start, Figures flows, Figures stocks) {}

    /**
     * With what was there when the report began.
     *
     * @param end what is there at the cut, in the first figures; asked for where days can't be read as they stand
     */
    static DayFigures read(NamedParameterJdbcTemplate jdbc, ReportScope scope, Supplier<Figures> end) {
        DayFigures figures = flows(jdbc, scope);
        if (!scope.wholeDays()) {
            figures.opening.add(end.get());
            figures.days.values().forEach(figures.opening::subtractStocks);
            figures.opening.subtractStocks(figures.later);
        }
        return figures;
    }

    /** Without what was there when the report began, unless it costs nothing. */
    static DayFigures flows(NamedParameterJdbcTemplate jdbc, ReportScope scope) {
        DayFigures figures = new DayFigures();
        Map<String, Object> parameters = scope.parameters();
        parameters.put("before", scope.from().minusDays(1));
        jdbc.query(scope.wholeDays() ? daily(scope) : events(scope), parameters, row -> {
            figures.add(row.getObject(1, LocalDate.class), row.getObject(2, LocalDate.class), row, scope);
        });
        return figures;
    }

    /** A day's changes of stocks are what its row has more than that of the day before. */
    private static String daily(ReportScope scope) {
        String own = scope.owner() == null ? "" : " and d.owner_id = :owner";
        List<String> openings = new ArrayList<>();
        List<String> changes = new ArrayList<>();
        for (String stock : List.of("not_started", "started", "blocked", "completed")) {
            openings.add("coalesce(sum(d." + stock + "), 0)");
            changes.add("sum(d." + stock + " - coalesce(p." + stock + ", 0))");
        }
        for (String flow : List.of(
                "arrivals",
                "starts",
                "completions",
                "reopens",
                "deletions",
                "restores",
                "reschedules",
                "changes_user",
                "changes_agent",
                "changes_process")) {
            openings.add("0");
            changes.add("sum(d." + flow + ")");
        }
        return "select :before::date, (select min(d.day) from bi.fct_task_daily d where true" + own + "), "
                + String.join(", ", openings)
                + " from (select distinct on (d.owner_id) d.* from bi.fct_task_daily d where d.day < :from" + own
                + " order by d.owner_id, d.day desc) d"
                + " union all select d.day, null, " + String.join(", ", changes)
                + " from bi.fct_task_daily d left join bi.fct_task_daily p on p.owner_id = d.owner_id"
                + " and p.day = d.day - 1 where d.day >= :from and d.day <= :to" + own + " group by d.day";
    }

    /** From the report's first day on; what was ahead of it follows from what is there at the end. */
    private static String events(ReportScope scope) {
        List<String> columns = new ArrayList<>();
        for (String status : List.of("not_started", "in_progress", "blocked", "completed")) {
            columns.add("count(*) filter (where e.status_to = '%1$s') - count(*) filter (where e.status_from = '%1$s')"
                    .formatted(status));
        }
        columns.add(flow("arrival"));
        columns.add("count(*) filter (where e.first_start)");
        columns.add(flow("completion"));
        columns.add(flow("reopen"));
        columns.add(flow("deletion"));
        columns.add(flow("restore"));
        columns.add("count(*) filter (where e.type = 'task.rescheduled')");
        for (String actor : List.of("user", "agent", "process")) {
            columns.add("count(*) filter (where e.actor = '" + actor + "')");
        }
        return "select e.day, null::date, " + String.join(", ", columns) + " from " + scope.changes()
                + " where e.day >= :from group by e.day";
    }

    private static String flow(String flow) {
        return "count(*) filter (where e.flow = '" + flow + "')";
    }

    private void add(LocalDate day, @Nullable LocalDate first, ResultSet row, ReportScope scope) throws SQLException {
        Figures figures = new Figures();
        boolean ahead = day.isBefore(scope.from());
        for (int i = 0; i < (ahead ? STOCKS : FIGURES); i++) {
            figures.values[i] = row.getInt(i + 3);
        }
        if (ahead) {
            opening.add(figures);
        } else if (day.isAfter(scope.to())) {
            later.add(figures);
        } else {
            days.put(day, figures);
        }
        if (first != null && (firstDay == null || first.isBefore(firstDay))) {
            firstDay = first;
        }
    }

    /**
     * The first day on which anything ever happened, or one ahead of the report where that is not within it; null where nothing
     * has, up to the report's end.
     */
    @Nullable
    LocalDate firstDay(NamedParameterJdbcTemplate jdbc, ReportScope scope) {
        if (scope.wholeDays()) {
            return firstDay;
        }
        boolean earlier = Boolean.TRUE.equals(jdbc.queryForObject(
                "select exists (select from " + scope.changes() + " where e.version = 0 and e.day < :from)",
                scope.parameters(),
                Boolean.class));
        return earlier ? scope.from().minusDays(1) : days.isEmpty() ? null : days.firstKey();
    }

    /** How many were completed on each day from {@code from} to {@code to}, also on those without any. */
    int[] completions(LocalDate from, LocalDate to) {
        int[] completions = new int[Math.max(0, (int) (to.toEpochDay() - from.toEpochDay()) + 1)];
        days.subMap(from, true, to.isBefore(from) ? from : to, true).forEach((day, figures) -> {
            if (!day.isAfter(to)) {
                completions[(int) (day.toEpochDay() - from.toEpochDay())] = figures.completions();
            }
        });
        return completions;
    }

    /** All days of the report as one: its flows, and the stocks at its end. */
    BucketFigures total(ReportScope scope) {
        Figures flows = new Figures();
        days.values().forEach(flows::add);
        Figures stocks = new Figures();
        stocks.add(opening);
        stocks.add(flows);
        return new BucketFigures(scope.from(), flows, stocks);
    }

    /** A bucket for every day, week or month, also the empty ones. */
    List<BucketFigures> buckets(ReportScope scope) {
        List<BucketFigures> buckets = new ArrayList<>();
        Figures stocks = opening;
        LocalDate start = scope.bucket().start(scope.from());
        long count = scope.bucket().count(scope.from(), scope.to());
        for (long i = 0; i < count; i++) {
            LocalDate bucket = scope.bucket().plus(start, i);
            Figures flows = new Figures();
            days.subMap(bucket, true, scope.bucket().plus(start, i + 1), false)
                    .values()
                    .forEach(flows::add);
            Figures end = new Figures();
            end.add(stocks);
            end.add(flows);
            stocks = end;
            buckets.add(new BucketFigures(bucket, flows, end));
        }
        return buckets;
    }
}
