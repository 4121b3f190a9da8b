package behflow.query.analytics;

import behflow.api.analytics.query.ReportHead;
import behflow.api.analytics.query.ReportWindow;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.RejectedException;
import behflow.api.task.query.TaskFilter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.stereotype.Component;

/**
 * Opens reports: settles their days in the user's calendar, and reads all of one report in one snapshot. A report of the past
 * waits a moment for the tables where they are not that far yet; its position says how far it has read.
 */
@Component
class ReportScopes {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final DataSource dataSource;
    private final EventLog log;
    private final Clock clock;
    private final AnalyticsRows rows = new AnalyticsRows(new AnalyticsTables("bi"));

    ReportScopes(DataSource dataSource, EventLog log, Clock clock) {
        this.dataSource = dataSource;
        this.log = log;
        this.clock = clock;
    }

    /**
     * Reads one report.
     *
     * @param back how many days it has where it names no first one; null for the bucket's own
     * @throws RejectedException INVALID for days or a moment that can't be
     */
    <T> T read(
            ReportWindow window,
            @Nullable Integer back,
            BiFunction<NamedParameterJdbcTemplate, ReportScope, T> report) {
        Instant now = clock.instant();
        Instant seen = window.asOf() == null ? now : window.asOf();
        if (seen.isAfter(now)) {
            throw RejectedException.invalid("as_of", "as_of must not be later than now.");
        }
        try (Connection connection = dataSource.getConnection()) {
            UserCalendar calendar = rows.calendar(connection, window.userId());
            ReportScope scope = settle(window, back, calendar, seen);
            await(connection, window, scope);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            try {
                // Reports are few statements over many rows: compiling them takes longer than it saves. What they
                // read is mostly in memory, where a row elsewhere costs little more than the next one.
                try (Statement statement = connection.createStatement()) {
                    statement.execute("set local jit = off; set local random_page_cost = 1.1");
                }
                return report.apply(
                        new NamedParameterJdbcTemplate(new SingleConnectionDataSource(connection, true)),
                        at(connection, window, scope));
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
                connection.setReadOnly(false);
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The report could not be read", e);
        }
    }

    private static ReportScope settle(
            ReportWindow window, @Nullable Integer back, UserCalendar calendar, Instant seen) {
        LocalDate to = window.to() == null ? calendar.day(seen) : window.to();
        LocalDate from = window.from() != null
                ? window.from()
                : back != null
                        ? to.minusDays(back - 1L)
                        : switch (window.bucket()) {
                            case DAY -> to.minusDays(29);
                            case WEEK -> window.bucket().start(to).minusWeeks(11);
                            case MONTH -> window.bucket().start(to).minusMonths(11);
                        };
        if (from.isAfter(to)) {
            throw RejectedException.invalid("from", "from must not be after to.");
        }
        Instant end = calendar.start(to.plusDays(1));
        boolean over = !end.isAfter(seen);
        Instant moment = over ? end.minusNanos(1_000) : seen;
        Instant cut = over || window.asOf() != null ? moment : null;
        return new ReportScope(
                new ReportHead(from, to, calendar.zone(moment), 0, window.asOf()),
                window.bucket(),
                window.installation() ? null : window.userId(),
                calendar.start(from),
                end,
                moment,
                over ? to : calendar.day(moment).minusDays(1),
                cut,
                measuredAt(window.filter(), moment));
    }

    /** What is overdue is so when the report ends. */
    private static @Nullable TaskFilter measuredAt(@Nullable TaskFilter filter, Instant moment) {
        return filter == null || filter.overdueAt() == null
                ? filter
                : new TaskFilter(
                        filter.statuses(),
                        filter.priorities(),
                        filter.tags(),
                        filter.text(),
                        filter.deleted(),
                        filter.dueBefore(),
                        filter.dueAfter(),
                        moment);
    }

    private void await(Connection connection, ReportWindow window, ReportScope scope) throws SQLException {
        if (scope.cut() == null || window.installation()) {
            return;
        }
        long wanted = wanted(window.userId(), scope.cut());
        Instant limit = Instant.now().plus(PATIENCE);
        while (rows.position(connection, window.userId()) < wanted
                && Instant.now().isBefore(limit)) {
            try {
                Thread.sleep(PAUSE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw RejectedException.unavailable("The service is shutting down", Duration.ofSeconds(5));
            }
        }
    }

    private long wanted(UUID owner, Instant cut) {
        OptionalLong position = log.positionAt(owner, cut);
        return position.orElseThrow(() -> RejectedException.invalid("as_of", "as_of must not be later than now."));
    }

    private ReportScope at(Connection connection, ReportWindow window, ReportScope scope) throws SQLException {
        long position = window.installation() ? rows.positions(connection) : rows.position(connection, window.userId());
        if (scope.cut() != null && !window.installation()) {
            position = Math.min(position, wanted(window.userId(), scope.cut()));
        }
        ReportHead head = scope.head();
        return new ReportScope(
                new ReportHead(head.from(), head.to(), head.zone(), position, head.asOf()),
                scope.bucket(),
                scope.owner(),
                scope.start(),
                scope.end(),
                scope.moment(),
                scope.finished(),
                scope.cut(),
                scope.filter());
    }

    /** @throws RejectedException INVALID where a report would have more points than any may have */
    static <T> List<T> limited(List<T> points) {
        limited(points.size());
        return points;
    }

    static void limited(long points) {
        if (points > ReportWindow.POINTS_MAXIMUM) {
            throw RejectedException.invalid(
                    "from", "A report has at most 1,000 points: choose fewer days, a larger bucket, or a filter.");
        }
    }
}
