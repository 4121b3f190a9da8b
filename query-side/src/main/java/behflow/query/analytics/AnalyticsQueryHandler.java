package behflow.query.analytics;

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
import behflow.api.analytics.query.Summary;
import behflow.api.analytics.query.Throughput;
import behflow.api.kernel.RejectedException;
import behflow.api.task.query.TaskFilter;
import behflow.query.analytics.DayFigures.BucketFigures;
import behflow.query.analytics.DayFigures.Figures;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/** Answers the queries of analytics. */
@Component
class AnalyticsQueryHandler {

    private static final int FORECAST_DAYS = 90;
    /** Fewer say too little of what may come. */
    private static final int FEWEST_DAYS = 10;

    private static final int FEWEST_COMPLETIONS = 5;
    private static final SecureRandom SEEDS = new SecureRandom();

    private final ReportScopes scopes;

    AnalyticsQueryHandler(ReportScopes scopes) {
        this.scopes = scopes;
    }

    @QueryHandler
    Summary find(FindSummary query) {
        return scopes.read(query.window(), null, (jdbc, scope) -> {
            Measures.All tasks = new Measures(jdbc, scope).all();
            BucketFigures days = DayFigures.read(jdbc, scope, tasks::stocks).total(scope);
            Figures flows = days.flows();
            Measures.Completed completed = tasks.completed();
            int changes = flows.byUser() + flows.byAgent() + flows.byProcess();
            return new Summary(
                    scope.head(),
                    days.stocks().open(),
                    days.stocks().started(),
                    days.stocks().blocked(),
                    tasks.overdue(),
                    flows.arrivals(),
                    flows.starts(),
                    flows.completions(),
                    flows.reopens(),
                    flows.deletions(),
                    flows.restores(),
                    flows.reschedules(),
                    share(flows.reopens(), flows.completions()),
                    completed.leadTime(),
                    completed.cycleTime(),
                    completed.onTimeRate(),
                    completed.flowEfficiency(),
                    completed.timeInStatus(),
                    new Summary.Shares(
                            share(flows.byUser(), changes),
                            share(flows.byAgent(), changes),
                            share(flows.byProcess(), changes)));
        });
    }

    @QueryHandler
    Throughput find(FindThroughput query) {
        return scopes.read(
                query.window(),
                null,
                (jdbc, scope) -> new Throughput(
                        scope.head(),
                        buckets(jdbc, scope).stream()
                                .map(bucket -> new Throughput.Point(
                                        bucket.start(),
                                        bucket.flows().arrivals(),
                                        bucket.flows().starts(),
                                        bucket.flows().completions(),
                                        bucket.flows().reopens(),
                                        bucket.flows().deletions(),
                                        bucket.flows().restores(),
                                        bucket.stocks().open()))
                                .toList()));
    }

    @QueryHandler
    CumulativeFlow find(FindCumulativeFlow query) {
        return scopes.read(
                query.window(),
                null,
                (jdbc, scope) -> new CumulativeFlow(
                        scope.head(),
                        buckets(jdbc, scope).stream()
                                .map(bucket -> new CumulativeFlow.Point(
                                        bucket.start(),
                                        bucket.stocks().notStarted(),
                                        bucket.stocks().started(),
                                        bucket.stocks().blocked(),
                                        bucket.stocks().completed()))
                                .toList()));
    }

    @QueryHandler
    CycleTimes find(FindCycleTimes query) {
        return scopes.read(query.window(), null, (jdbc, scope) -> {
            Measures measures = new Measures(jdbc, scope);
            Measures.Completed completed = measures.completed();
            return new CycleTimes(
                    scope.head(),
                    ReportScopes.limited(measures.cycleTimes()),
                    completed.cycleTime(),
                    completed.leadTime());
        });
    }

    @QueryHandler
    Aging find(FindAging query) {
        return scopes.read(query.window(), null, (jdbc, scope) -> {
            Measures measures = new Measures(jdbc, scope);
            return new Aging(
                    scope.head(),
                    ReportScopes.limited(measures.aging()),
                    measures.completed().leadTime());
        });
    }

    @QueryHandler
    Forecast find(FindForecast query) {
        long seed = query.seed() != null ? query.seed() : SEEDS.nextLong() >>> 11;
        return scopes.read(query.window(), FORECAST_DAYS, (jdbc, scope) -> forecast(query, seed, jdbc, scope));
    }

    private static Forecast forecast(
            FindForecast query, long seed, NamedParameterJdbcTemplate jdbc, ReportScope scope) {
        ReportScopes.limited(scope.to().toEpochDay() - scope.from().toEpochDay() + 1);
        // A day is learnt from only when it is over.
        LocalDate last = scope.finished();
        LocalDate next = scope.to().plusDays(1);
        if (query.by() != null && query.by().isBefore(next)) {
            throw RejectedException.invalid("by", "by must be later than the last day of the report.");
        }
        if (query.by() != null && query.by().isAfter(next.plusDays(ForecastSimulation.HORIZON - 1L))) {
            throw RejectedException.invalid("by", "by must be within ten years.");
        }
        // What is completed is in no other status: the past is that of the tasks whatever their status.
        ReportScope learnt = scope.with(anyStatus(scope.filter()));
        DayFigures days = DayFigures.flows(jdbc, learnt);
        LocalDate first = days.firstDay(jdbc, learnt);
        int[] completions = first == null
                ? new int[0]
                : days.completions(first.isBefore(scope.from()) ? scope.from() : first, last);
        int remaining = query.remaining() != null ? query.remaining() : new Measures(jdbc, scope).open();
        int done = 0;
        for (int completed : completions) {
            done += completed;
        }
        if (completions.length < FEWEST_DAYS || done < FEWEST_COMPLETIONS) {
            return new Forecast(
                    scope.head(),
                    remaining,
                    ForecastSimulation.RUNS,
                    seed,
                    completions.length,
                    null,
                    null,
                    "There is too little history: a forecast needs %d finished days with %d completions."
                            .formatted(FEWEST_DAYS, FEWEST_COMPLETIONS));
        }
        ForecastSimulation simulation = new ForecastSimulation(completions, last, next, ForecastSimulation.RUNS, seed);
        return simulate(query, seed, scope, simulation, remaining, completions.length);
    }

    private static Forecast simulate(
            FindForecast query,
            long seed,
            ReportScope scope,
            ForecastSimulation simulation,
            int remaining,
            int sampleDays) {
        Forecast.Dates dates =
                remaining == 0 ? new Forecast.Dates(scope.to(), scope.to(), scope.to()) : simulation.dates(remaining);
        Forecast.Counts counts = query.by() == null
                ? null
                : simulation.counts((int) (query.by().toEpochDay() - scope.to().toEpochDay()));
        return new Forecast(scope.head(), remaining, ForecastSimulation.RUNS, seed, sampleDays, dates, counts, null);
    }

    private static @Nullable TaskFilter anyStatus(@Nullable TaskFilter filter) {
        if (filter == null) {
            return null;
        }
        TaskFilter any = new TaskFilter(
                Set.of(),
                filter.priorities(),
                filter.tags(),
                filter.text(),
                filter.deleted(),
                filter.dueBefore(),
                filter.dueAfter(),
                null);
        return any.equals(TaskFilter.ALL) ? null : any;
    }

    private static List<BucketFigures> buckets(NamedParameterJdbcTemplate jdbc, ReportScope scope) {
        ReportScopes.limited(scope.bucket().count(scope.from(), scope.to()));
        return DayFigures.read(jdbc, scope, new Measures(jdbc, scope)::stocks).buckets(scope);
    }

    private static @Nullable Double share(int part, int whole) {
        return whole == 0 ? null : (double) part / whole;
    }
}
