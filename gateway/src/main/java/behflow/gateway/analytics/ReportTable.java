package behflow.gateway.analytics;

import behflow.gateway.analytics.AnalyticsResponses.AgingResponse;
import behflow.gateway.analytics.AnalyticsResponses.CumulativeFlowResponse;
import behflow.gateway.analytics.AnalyticsResponses.CycleTimesResponse;
import behflow.gateway.analytics.AnalyticsResponses.ForecastResponse;
import behflow.gateway.analytics.AnalyticsResponses.PercentilesResponse;
import behflow.gateway.analytics.AnalyticsResponses.SummaryResponse;
import behflow.gateway.analytics.AnalyticsResponses.ThroughputResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A report as CSV by RFC 4180: a line of names, then a line a point; what is null is empty. Names are those of the JSON, with a
 * dot for what lies in an object.
 */
final class ReportTable {

    private final List<List<@Nullable Object>> lines = new ArrayList<>();

    private ReportTable(String... columns) {
        line((Object[]) columns);
    }

    private ReportTable line(@Nullable Object... values) {
        lines.add(Arrays.asList(values));
        return this;
    }

    static ReportTable of(SummaryResponse summary) {
        return new ReportTable("measure", "value")
                .line("from", summary.from())
                .line("to", summary.to())
                .line("timezone", summary.timezone())
                .line("position", summary.position())
                .line("as_of", summary.asOf())
                .line("open", summary.open())
                .line("started", summary.started())
                .line("blocked", summary.blocked())
                .line("overdue", summary.overdue())
                .line("arrivals", summary.arrivals())
                .line("starts", summary.starts())
                .line("completions", summary.completions())
                .line("reopens", summary.reopens())
                .line("deletions", summary.deletions())
                .line("restores", summary.restores())
                .line("reschedules", summary.reschedules())
                .line("reopen_rate", summary.reopenRate())
                .percentiles("lead_time", summary.leadTime())
                .percentiles("cycle_time", summary.cycleTime())
                .line("on_time_rate", summary.onTimeRate())
                .line("flow_efficiency", summary.flowEfficiency())
                .line("time_in_status.not_started", summary.timeInStatus().notStarted())
                .line("time_in_status.in_progress", summary.timeInStatus().inProgress())
                .line("time_in_status.blocked", summary.timeInStatus().blocked())
                .line("changes_by_actor.user", summary.changesByActor().user())
                .line("changes_by_actor.agent", summary.changesByActor().agent())
                .line("changes_by_actor.process", summary.changesByActor().process());
    }

    private ReportTable percentiles(String name, PercentilesResponse percentiles) {
        return line(name + ".p50", percentiles.p50())
                .line(name + ".p85", percentiles.p85())
                .line(name + ".p95", percentiles.p95());
    }

    static ReportTable of(ThroughputResponse throughput) {
        ReportTable table =
                new ReportTable("date", "arrivals", "starts", "completions", "reopens", "deletions", "restores", "wip");
        throughput
                .points()
                .forEach(point -> table.line(
                        point.date(),
                        point.arrivals(),
                        point.starts(),
                        point.completions(),
                        point.reopens(),
                        point.deletions(),
                        point.restores(),
                        point.wip()));
        return table;
    }

    static ReportTable of(CumulativeFlowResponse flow) {
        ReportTable table = new ReportTable("date", "not_started", "in_progress", "blocked", "completed");
        flow.points()
                .forEach(point -> table.line(
                        point.date(), point.notStarted(), point.inProgress(), point.blocked(), point.completed()));
        return table;
    }

    static ReportTable of(CycleTimesResponse times) {
        ReportTable table = new ReportTable("task_id", "name", "completed_at", "cycle_time", "lead_time");
        times.points()
                .forEach(point -> table.line(
                        point.taskId(), point.name(), point.completedAt(), point.cycleTime(), point.leadTime()));
        return table;
    }

    static ReportTable of(AgingResponse aging) {
        ReportTable table = new ReportTable("task_id", "name", "status", "age");
        aging.points().forEach(point -> table.line(point.taskId(), point.name(), point.status(), point.age()));
        return table;
    }

    static ReportTable of(ForecastResponse forecast) {
        var dates = forecast.completionDate();
        var counts = forecast.count();
        return new ReportTable("measure", "value")
                .line("remaining", forecast.remaining())
                .line("runs", forecast.runs())
                .line("seed", forecast.seed())
                .line("sample_days", forecast.sampleDays())
                .line("completion_date.p50", dates == null ? null : dates.p50())
                .line("completion_date.p85", dates == null ? null : dates.p85())
                .line("completion_date.p95", dates == null ? null : dates.p95())
                .line("count.p50", counts == null ? null : counts.p50())
                .line("count.p85", counts == null ? null : counts.p85())
                .line("count.p95", counts == null ? null : counts.p95())
                .line("message", forecast.message())
                .line("position", forecast.position());
    }

    /** The text, each line ended by CR LF. */
    String csv() {
        return lines.stream()
                .map(line -> line.stream().map(ReportTable::field).collect(Collectors.joining(",")) + "\r\n")
                .collect(Collectors.joining());
    }

    private static String field(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
