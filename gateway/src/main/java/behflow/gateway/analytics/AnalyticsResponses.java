package behflow.gateway.analytics;

import behflow.api.analytics.query.Aging;
import behflow.api.analytics.query.CumulativeFlow;
import behflow.api.analytics.query.CycleTimes;
import behflow.api.analytics.query.Forecast;
import behflow.api.analytics.query.Percentiles;
import behflow.api.analytics.query.ReportHead;
import behflow.api.analytics.query.Summary;
import behflow.api.analytics.query.Throughput;
import behflow.gateway.kernel.Instants;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What reports look like as JSON. Durations are hours, to the ten-thousandth; shares go from 0 to 1. */
final class AnalyticsResponses {

    private static final int DECIMALS = 4;

    private AnalyticsResponses() {}

    @Schema(
            name = "Percentiles",
            description = "Half, 85 % and 95 % are not more; null where there was nothing to measure")
    record PercentilesResponse(
            @Schema(types = {"number", "null"}) @Nullable Double p50,
            @Schema(types = {"number", "null"}) @Nullable Double p85,
            @Schema(types = {"number", "null"}) @Nullable Double p95) {

        static PercentilesResponse of(Percentiles percentiles) {
            return new PercentilesResponse(
                    rounded(percentiles.p50()), rounded(percentiles.p85()), rounded(percentiles.p95()));
        }
    }

    @Schema(name = "TimeInStatus", description = "Mean hours of a completed task")
    record TimeInStatusResponse(
            @JsonProperty("not_started") @Schema(types = {"number", "null"}) @Nullable
            Double notStarted,

            @JsonProperty("in_progress") @Schema(types = {"number", "null"}) @Nullable
            Double inProgress,

            @Schema(types = {"number", "null"}) @Nullable Double blocked) {}

    @Schema(name = "ChangesByActor", description = "Shares of the changes of tasks")
    record SharesResponse(
            @Schema(types = {"number", "null"}) @Nullable Double user,
            @Schema(types = {"number", "null"}) @Nullable Double agent,
            @Schema(types = {"number", "null"}) @Nullable Double process) {}

    @Schema(name = "AnalyticsSummary")
    record SummaryResponse(
            @Schema(format = "date") String from,
            @Schema(format = "date") String to,
            String timezone,

            @Schema(description = "Up to which the log was read")
            long position,

            @JsonProperty("as_of")
            @Schema(
                    types = {"string", "null"},
                    format = "date-time")
            @Nullable
            String asOf,

            @Schema(description = "Neither completed nor deleted, at the end")
            int open,

            int started,
            int blocked,
            int overdue,
            int arrivals,
            int starts,
            int completions,
            int reopens,
            @Schema(description = "Of open tasks") int deletions,
            @Schema(description = "Of open tasks") int restores,

            @Schema(description = "Times a due date was moved")
            int reschedules,

            @JsonProperty("reopen_rate") @Schema(types = {"number", "null"}) @Nullable
            Double reopenRate,

            @JsonProperty("lead_time") @Schema(description = "Hours, created to completed")
            PercentilesResponse leadTime,

            @JsonProperty("cycle_time") @Schema(description = "Hours, first started to last completed")
            PercentilesResponse cycleTime,

            @JsonProperty("on_time_rate") @Schema(types = {"number", "null"}) @Nullable
            Double onTimeRate,

            @JsonProperty("flow_efficiency")
            @Schema(
                    types = {"number", "null"},
                    description = "Time in progress ÷ lead time")
            @Nullable
            Double flowEfficiency,

            @JsonProperty("time_in_status") TimeInStatusResponse timeInStatus,
            @JsonProperty("changes_by_actor") SharesResponse changesByActor) {}

    @Schema(name = "ThroughputPoint")
    record ThroughputPoint(
            @Schema(format = "date") String date,
            int arrivals,
            int starts,
            int completions,
            int reopens,
            int deletions,
            int restores,
            @Schema(description = "Open at the end") int wip) {}

    @Schema(name = "Throughput")
    record ThroughputResponse(List<ThroughputPoint> points, long position) {}

    @Schema(name = "CumulativeFlowPoint")
    record FlowPoint(
            @Schema(format = "date") String date,
            @JsonProperty("not_started") int notStarted,
            @JsonProperty("in_progress") int inProgress,
            int blocked,
            int completed) {}

    @Schema(name = "CumulativeFlow")
    record CumulativeFlowResponse(List<FlowPoint> points, long position) {}

    @Schema(name = "CycleTimePoint")
    record CycleTimePoint(
            @JsonProperty("task_id") UUID taskId,
            @Schema(types = {"string", "null"}) @Nullable String name,

            @JsonProperty("completed_at") @Schema(format = "date-time")
            String completedAt,

            @JsonProperty("cycle_time")
            @Schema(
                    types = {"number", "null"},
                    description = "Hours; null for a task that never was in progress")
            @Nullable
            Double cycleTime,

            @JsonProperty("lead_time") double leadTime) {}

    @Schema(name = "CycleTimes")
    record CycleTimesResponse(
            List<CycleTimePoint> points,
            @Schema(description = "Of the cycle times") PercentilesResponse percentiles,

            @JsonProperty("lead_time") @Schema(description = "Percentiles of the lead times")
            PercentilesResponse leadTime,

            long position) {}

    @Schema(name = "AgingPoint")
    record AgingPoint(
            @JsonProperty("task_id") UUID taskId,
            @Schema(types = {"string", "null"}) @Nullable String name,

            @Schema(allowableValues = {"not_started", "in_progress", "blocked"})
            String status,

            @Schema(description = "Hours since it was created")
            double age) {}

    @Schema(name = "Aging")
    record AgingResponse(
            List<AgingPoint> points,

            @Schema(description = "Lead times of what was completed: how old tasks here become")
            PercentilesResponse percentiles,

            long position) {}

    @Schema(name = "ForecastDates", description = "In so many of the runs all is done by then")
    record DatesResponse(
            @Schema(
                    types = {"string", "null"},
                    format = "date")
            @Nullable
            String p50,

            @Schema(
                    types = {"string", "null"},
                    format = "date")
            @Nullable
            String p85,

            @Schema(
                    types = {"string", "null"},
                    format = "date")
            @Nullable
            String p95) {}

    @Schema(name = "ForecastCounts", description = "In so many of the runs so many or more are done")
    record CountsResponse(int p50, int p85, int p95) {}

    @Schema(name = "Forecast")
    record ForecastResponse(
            int remaining,
            int runs,
            long seed,

            @JsonProperty("sample_days") @Schema(description = "Finished days that were learnt from")
            int sampleDays,

            @JsonProperty("completion_date") @Schema(types = {"object", "null"}) @Nullable
            DatesResponse completionDate,

            @Schema(types = {"object", "null"}) @Nullable CountsResponse count,

            @Schema(
                    types = {"string", "null"},
                    description = "Why there is no answer")
            @Nullable
            String message,

            long position) {}

    static SummaryResponse of(Summary summary) {
        ReportHead head = summary.head();
        return new SummaryResponse(
                head.from().toString(),
                head.to().toString(),
                head.zone().getId(),
                head.position(),
                head.asOf() == null ? null : Instants.micros(head.asOf()),
                summary.open(),
                summary.started(),
                summary.blocked(),
                summary.overdue(),
                summary.arrivals(),
                summary.starts(),
                summary.completions(),
                summary.reopens(),
                summary.deletions(),
                summary.restores(),
                summary.reschedules(),
                rounded(summary.reopenRate()),
                PercentilesResponse.of(summary.leadTime()),
                PercentilesResponse.of(summary.cycleTime()),
                rounded(summary.onTimeRate()),
                rounded(summary.flowEfficiency()),
                new TimeInStatusResponse(
                        rounded(summary.timeInStatus().notStarted()),
                        rounded(summary.timeInStatus().inProgress()),
                        rounded(summary.timeInStatus().blocked())),
                new SharesResponse(
                        rounded(summary.byActor().user()),
                        rounded(summary.byActor().agent()),
                        rounded(summary.byActor().process())));
    }

    static ThroughputResponse of(Throughput throughput) {
        return new ThroughputResponse(
                throughput.points().stream()
                        .map(point -> new ThroughputPoint(
                                point.date().toString(),
                                point.arrivals(),
                                point.starts(),
                                point.completions(),
                                point.reopens(),
                                point.deletions(),
                                point.restores(),
                                point.wip()))
                        .toList(),
                throughput.head().position());
    }

    static CumulativeFlowResponse of(CumulativeFlow flow) {
        return new CumulativeFlowResponse(
                flow.points().stream()
                        .map(point -> new FlowPoint(
                                point.date().toString(),
                                point.notStarted(),
                                point.inProgress(),
                                point.blocked(),
                                point.completed()))
                        .toList(),
                flow.head().position());
    }

    static CycleTimesResponse of(CycleTimes times) {
        return new CycleTimesResponse(
                times.points().stream()
                        .map(point -> new CycleTimePoint(
                                point.taskId(),
                                point.name(),
                                Instants.micros(point.completedAt()),
                                rounded(point.cycleTime()),
                                round(point.leadTime())))
                        .toList(),
                PercentilesResponse.of(times.percentiles()),
                PercentilesResponse.of(times.leadTime()),
                times.head().position());
    }

    static AgingResponse of(Aging aging) {
        return new AgingResponse(
                aging.points().stream()
                        .map(point -> new AgingPoint(
                                point.taskId(), point.name(), point.status().wire(), round(point.age())))
                        .toList(),
                PercentilesResponse.of(aging.percentiles()),
                aging.head().position());
    }

    static ForecastResponse of(Forecast forecast) {
        Forecast.Dates dates = forecast.completionDate();
        Forecast.Counts counts = forecast.count();
        return new ForecastResponse(
                forecast.remaining(),
                forecast.runs(),
                forecast.seed(),
                forecast.sampleDays(),
                dates == null ? null : new DatesResponse(text(dates.p50()), text(dates.p85()), text(dates.p95())),
                counts == null ? null : new CountsResponse(counts.p50(), counts.p85(), counts.p95()),
                forecast.message(),
                forecast.head().position());
    }

    private static @Nullable String text(@Nullable LocalDate date) {
        return date == null ? null : date.toString();
    }

    private static @Nullable Double rounded(@Nullable Double value) {
        return value == null ? null : round(value);
    }

    private static double round(double value) {
        return BigDecimal.valueOf(value)
                .setScale(DECIMALS, RoundingMode.HALF_UP)
                .doubleValue();
    }
}
