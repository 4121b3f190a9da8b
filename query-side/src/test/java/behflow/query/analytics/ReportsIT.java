package behflow.query.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import behflow.api.account.event.AccountTimezoneChanged;
import behflow.api.analytics.Bucket;
import behflow.api.analytics.query.Aging;
import behflow.api.analytics.query.CumulativeFlow;
import behflow.api.analytics.query.CycleTimes;
import behflow.api.analytics.query.FindAging;
import behflow.api.analytics.query.FindCumulativeFlow;
import behflow.api.analytics.query.FindCycleTimes;
import behflow.api.analytics.query.FindForecast;
import behflow.api.analytics.query.FindSummary;
import behflow.api.analytics.query.FindThroughput;
import behflow.api.analytics.query.Forecast;
import behflow.api.analytics.query.ReportWindow;
import behflow.api.analytics.query.Summary;
import behflow.api.analytics.query.Throughput;
import behflow.api.kernel.RecordedEvent;
import behflow.api.kernel.RejectedException;
import behflow.api.task.Priority;
import behflow.api.task.event.TaskCreated;
import behflow.api.task.query.TaskFilter;
import behflow.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Reports from the tables say what a fold of the log says. */
class ReportsIT {

    private static final DefaultZones UTC = DefaultZones.always(ZoneId.of("UTC"));
    private static final TestDatabase DATABASE = TestDatabase.create();
    /** Of every task, so that figures come from single changes instead of whole days. */
    private static final TaskFilter ANY =
            new TaskFilter(Set.of(), Set.of(Priority.values()), Set.of(), null, false, null, null, null);

    private final List<RecordedEvent> log = RandomHistory.of(2_026, 900);
    private final UUID owner = log.get(0).ownerId();
    private final Instant now = log.get(log.size() - 1).timestamp().plusSeconds(7_200);
    private final AnalyticsQueryHandler reports = new AnalyticsQueryHandler(
            new ReportScopes(DATABASE.dataSource(), new MemoryLog(log).log(), Clock.fixed(now, ZoneOffset.UTC)));
    private final OwnerAnalytics truth = fold(log);

    @BeforeAll
    static void migrate() {
        Flyway.configure()
                .dataSource(DATABASE.dataSource())
                .locations("classpath:db/migration/query")
                .load()
                .migrate();
    }

    @AfterAll
    static void drop() {
        DATABASE.drop();
    }

    private static OwnerAnalytics fold(List<RecordedEvent> events) {
        OwnerAnalytics fold = new OwnerAnalytics(events.get(0).ownerId(), UTC);
        events.forEach(fold::fold);
        return fold;
    }

    private void project(int upTo) throws SQLException {
        project(log.subList(0, upTo));
    }

    private static void project(List<RecordedEvent> events) throws SQLException {
        try (Connection connection = DATABASE.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            new AnalyticsBatch(new AnalyticsTables("bi"), (of, after, to, limit) -> List.of())
                    .advance(connection, events);
            connection.commit();
        }
    }

    private ReportWindow window(
            @Nullable LocalDate from,
            @Nullable LocalDate to,
            Bucket bucket,
            @Nullable TaskFilter filter,
            @Nullable Instant asOf) {
        return new ReportWindow(owner, false, from, to, bucket, filter, asOf);
    }

    @Test
    void givenHistory_thenReportsAreItsFold_fromDaysAndFromSingleChanges_nowAndThen() throws SQLException {
        List<DailyRow> days = truth.days();
        LocalDate first = days.get(0).day();
        LocalDate middle = first.plusDays(days.size() / 2);
        LocalDate last = days.get(days.size() - 1).day();
        // Half of the log is there while the first half's report is read: what comes later must not change it.
        LocalDate early = middle.minusDays(2);
        int half = (int) log.stream()
                .filter(event -> event.timestamp().isBefore(truthCalendar().start(middle)))
                .count();
        project(half);
        Throughput before = reports.find(new FindThroughput(window(first, early, Bucket.DAY, null, null)));
        Summary summaryBefore = reports.find(new FindSummary(window(first, early, Bucket.DAY, null, null)));
        CycleTimes timesBefore = reports.find(new FindCycleTimes(window(first, early, Bucket.DAY, ANY, null)));
        Aging agingBefore = reports.find(new FindAging(window(first, early, Bucket.DAY, null, null)));
        project(log.size());
        assertThat(reports.find(new FindThroughput(window(first, early, Bucket.DAY, null, null)))
                        .points())
                .isEqualTo(before.points());
        Summary summaryAfter = reports.find(new FindSummary(window(first, early, Bucket.DAY, null, null)));
        assertThat(summaryAfter).isEqualTo(summaryBefore);
        assertThat(reports.find(new FindCycleTimes(window(first, early, Bucket.DAY, ANY, null))))
                .isEqualTo(timesBefore);
        assertThat(reports.find(new FindAging(window(first, early, Bucket.DAY, null, null))))
                .isEqualTo(agingBefore);

        Throughput throughput = reports.find(new FindThroughput(window(first, last, Bucket.DAY, null, null)));
        assertThat(throughput.head().position()).isEqualTo(log.size());
        assertThat(throughput.points())
                .isEqualTo(days.stream()
                        .map(day -> new Throughput.Point(
                                day.day(),
                                day.arrivals(),
                                day.figure(6),
                                day.completions(),
                                day.reopens(),
                                day.deletions(),
                                day.restores(),
                                day.open()))
                        .toList());
        CumulativeFlow flow = reports.find(new FindCumulativeFlow(window(first, last, Bucket.DAY, null, null)));
        assertThat(flow.points())
                .isEqualTo(days.stream()
                        .map(day -> new CumulativeFlow.Point(
                                day.day(), day.figure(1), day.figure(2), day.figure(3), day.figure(4)))
                        .toList());
        for (Bucket bucket : Bucket.values()) {
            for (LocalDate from : List.of(first, middle)) {
                assertThat(reports.find(new FindThroughput(window(from, last, bucket, ANY, null))))
                        .isEqualTo(reports.find(new FindThroughput(window(from, last, bucket, null, null))));
                assertThat(reports.find(new FindCumulativeFlow(window(from, last, bucket, ANY, null))))
                        .isEqualTo(reports.find(new FindCumulativeFlow(window(from, last, bucket, null, null))));
            }
        }
        assertSummaryIsTheFold(first, last);
        assertAsOfIsTheReportOfThen(first);
    }

    private UserCalendar truthCalendar() {
        return OwnerAnalytics.calendar(UTC, truth.users());
    }

    private void assertSummaryIsTheFold(LocalDate first, LocalDate last) {
        Summary summary = reports.find(new FindSummary(window(first, last, Bucket.DAY, null, null)));
        List<Double> leads = new ArrayList<>();
        List<Double> cycles = new ArrayList<>();
        int overdue = 0;
        for (TaskFlow task : truth.tasks()) {
            if (task.leadHours() != null) {
                leads.add(task.leadHours());
            }
            if (task.cycleHours() != null) {
                cycles.add(task.cycleHours());
            }
            if (task.open()
                    && task.task().dueDate() != null
                    && task.task().dueDate().isBefore(now)) {
                overdue++;
            }
        }
        assertThat(summary.leadTime().p50()).isCloseTo(percentile(leads, 0.5), within(1e-9));
        assertThat(summary.leadTime().p95()).isCloseTo(percentile(leads, 0.95), within(1e-9));
        assertThat(summary.cycleTime().p85()).isCloseTo(percentile(cycles, 0.85), within(1e-9));
        assertThat(summary.overdue()).isEqualTo(overdue);
        assertThat(summary.open())
                .isEqualTo((int) truth.tasks().stream().filter(TaskFlow::open).count());
        assertThat(summary.onTimeRate()).isBetween(0.0, 1.0);
        assertThat(summary.flowEfficiency()).isBetween(0.0, 1.0);
        assertThat(summary.byActor().user()
                        + summary.byActor().agent()
                        + summary.byActor().process())
                .isCloseTo(1.0, within(1e-9));
    }

    /** As of a moment within a day: what is said of a log that ends there. */
    private void assertAsOfIsTheReportOfThen(LocalDate first) {
        for (int at = 100; at < log.size(); at += 160) {
            Instant moment = log.get(at).timestamp();
            List<RecordedEvent> until = log.stream()
                    .filter(event -> !event.timestamp().isAfter(moment))
                    .toList();
            OwnerAnalytics then = fold(until);
            Throughput throughput = reports.find(new FindThroughput(window(first, null, Bucket.DAY, null, moment)));
            assertThat(throughput.head().position()).isEqualTo(until.size());
            Map<LocalDate, Integer> wip = new HashMap<>();
            throughput.points().forEach(point -> wip.put(point.date(), point.wip()));
            then.days().forEach(day -> assertThat(wip.get(day.day())).isEqualTo(day.open()));
            Aging aging = reports.find(new FindAging(window(first, null, Bucket.DAY, null, moment)));
            assertThat(aging.points().stream().map(Aging.Point::taskId))
                    .containsExactlyInAnyOrderElementsOf(then.tasks().stream()
                            .filter(TaskFlow::open)
                            .map(TaskFlow::id)
                            .toList());
        }
    }

    @Test
    void givenTooMuchOrNonsense_thenRefused() throws SQLException {
        project(log.size());
        LocalDate day = LocalDate.of(2026, 3, 1);
        assertThatThrownBy(() ->
                        reports.find(new FindThroughput(window(day.minusDays(1_000), day, Bucket.DAY, null, null))))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("1,000 points");
        assertThat(reports.find(new FindThroughput(window(day.minusDays(999), day, Bucket.DAY, null, null)))
                        .points())
                .hasSize(1_000);
        assertThatThrownBy(() -> reports.find(new FindSummary(window(day, day.minusDays(1), Bucket.DAY, null, null))))
                .hasMessageContaining("from must not be after to");
        assertThatThrownBy(
                        () -> reports.find(new FindSummary(window(null, null, Bucket.DAY, null, now.plusSeconds(1)))))
                .hasMessageContaining("as_of");
    }

    @Test
    void givenForecast_whenSeeded_thenTheSameAgain_andLateOnesAreLater() throws SQLException {
        project(log.size());
        FindForecast query = new FindForecast(
                window(truth.days().get(0).day(), null, Bucket.DAY, null, null),
                12,
                truthCalendar().day(now).plusDays(14),
                7L);
        Forecast forecast = reports.find(query);
        assertThat(forecast.message()).isNull();
        assertThat(reports.find(query)).isEqualTo(forecast);
        assertThat(forecast.completionDate().p50())
                .isBeforeOrEqualTo(forecast.completionDate().p85());
        assertThat(forecast.completionDate().p85())
                .isBeforeOrEqualTo(forecast.completionDate().p95());
        assertThat(forecast.count().p50())
                .isGreaterThanOrEqualTo(forecast.count().p95());
        Forecast little = reports.find(new FindForecast(
                window(truthCalendar().day(now).minusDays(3), null, Bucket.DAY, null, null), 12, null, 7L));
        assertThat(little.completionDate()).isNull();
        assertThat(little.message()).contains("too little history");
    }

    @Test
    void givenForecastToADayAhead_thenLearntFromFinishedDaysAlone() throws SQLException {
        project(log.size());
        LocalDate first = truth.days().get(0).day();
        for (Instant asOf : new Instant[] {null, log.get(log.size() / 2).timestamp()}) {
            LocalDate today = truthCalendar().day(asOf == null ? now : asOf);
            for (LocalDate to : List.of(today, today.plusDays(1), today.plusDays(30))) {
                Forecast forecast = reports.find(
                        new FindForecast(window(first, to, Bucket.DAY, null, asOf), 12, to.plusDays(5), 7L));
                assertThat(forecast.message()).isNull();
                assertThat(forecast.sampleDays()).as("%s as of %s", to, asOf).isEqualTo((int)
                        (today.toEpochDay() - first.toEpochDay()));
            }
        }
        Forecast ahead = reports.find(new FindForecast(
                window(
                        truthCalendar().day(now).plusDays(2),
                        truthCalendar().day(now).plusDays(30),
                        Bucket.DAY,
                        null,
                        null),
                12,
                null,
                7L));
        assertThat(ahead.sampleDays()).isZero();
        assertThat(ahead.message()).contains("too little history");
    }

    @Test
    void givenInstallationsZoneChanged_whenLastDayIsNamed_thenMeasuredAtItsEndInTheUsersZone() throws SQLException {
        List<RecordedEvent> zoneless = RandomHistory.of(7, 900).stream()
                .takeWhile(event -> !(event.payload() instanceof AccountTimezoneChanged))
                .toList();
        UUID other = zoneless.get(0).ownerId();
        Map<UUID, Instant> created = new HashMap<>();
        zoneless.stream()
                .filter(event -> event.payload() instanceof TaskCreated)
                .forEach(event -> created.put(event.subjectId(), event.timestamp()));
        LocalDate day = zoneless.get(zoneless.size() - 1)
                .timestamp()
                .atZone(ZoneId.of("Asia/Tehran"))
                .toLocalDate();
        Instant end = day.plusDays(1).atStartOfDay(ZoneId.of("Asia/Tehran")).toInstant();
        AnalyticsQueryHandler later = new AnalyticsQueryHandler(new ReportScopes(
                DATABASE.dataSource(),
                new MemoryLog(zoneless).log(),
                Clock.fixed(end.plusSeconds(86_400), ZoneOffset.UTC)));
        execute("insert into bi.default_timezone (valid_from, timezone)"
                + " values ('1970-01-01Z', 'UTC'), ('2026-01-01Z', 'Asia/Tehran')");
        try {
            project(zoneless);
            Aging aging = later.find(new FindAging(new ReportWindow(other, false, day, day, Bucket.DAY, null, null)));
            assertThat(aging.points())
                    .isNotEmpty()
                    .allSatisfy(point -> assertThat(point.age())
                            .isCloseTo(
                                    Duration.between(created.get(point.taskId()), end)
                                                    .toMillis()
                                            / 3_600_000.0,
                                    within(1e-3)));
        } finally {
            execute("delete from bi.default_timezone");
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = DATABASE.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static double percentile(List<Double> values, double share) {
        List<Double> sorted = values.stream().sorted().toList();
        double rank = share * (sorted.size() - 1);
        int low = (int) Math.floor(rank);
        int high = (int) Math.ceil(rank);
        return sorted.get(low) + (sorted.get(high) - sorted.get(low)) * (rank - low);
    }
}
