package behflow.gateway.analytics;

import behflow.gateway.analytics.AnalyticsResponses.AgingPoint;
import behflow.gateway.analytics.AnalyticsResponses.AgingResponse;
import behflow.gateway.analytics.AnalyticsResponses.CumulativeFlowResponse;
import behflow.gateway.analytics.AnalyticsResponses.CycleTimePoint;
import behflow.gateway.analytics.AnalyticsResponses.CycleTimesResponse;
import behflow.gateway.analytics.AnalyticsResponses.FlowPoint;
import behflow.gateway.analytics.AnalyticsResponses.ForecastResponse;
import behflow.gateway.analytics.AnalyticsResponses.SummaryResponse;
import behflow.gateway.analytics.AnalyticsResponses.ThroughputPoint;
import behflow.gateway.analytics.AnalyticsResponses.ThroughputResponse;
import java.awt.Color;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Reports as charts. They show figures and no text of tasks. */
final class ReportCharts {

    static final int WIDTH = 960;
    static final int HEIGHT = 540;
    /** More labels than these would lie over each other. */
    private static final int LABELS = 8;

    /** Told apart also by those who see few colours: Okabe and Ito's. */
    private static final Color BLUE = new Color(0x0072B2);

    private static final Color ORANGE = new Color(0xE69F00);
    private static final Color VERMILION = new Color(0xD55E00);
    private static final Color GREEN = new Color(0x009E73);
    private static final Color SKY = new Color(0x56B4E9);
    private static final Color BLACK = Color.BLACK;

    private ReportCharts() {}

    /** Bars for what came and went, and a line for what was open. */
    static byte[] of(ThroughputResponse throughput) {
        List<ThroughputPoint> points = throughput.points();
        CategoryChart chart = bars("Throughput", "tasks", throughput.position());
        List<String> dates = points.stream().map(ThroughputPoint::date).toList();
        chart.getStyler().setXAxisMaxLabelCount(LABELS);
        chart.addSeries("arrivals", dates, ints(points, ThroughputPoint::arrivals));
        chart.addSeries("completions", dates, ints(points, ThroughputPoint::completions));
        // On an axis of its own: it is often so much that nothing would be left to see of the bars.
        chart.addSeries("open (right)", dates, ints(points, ThroughputPoint::wip))
                .setChartCategorySeriesRenderStyle(CategorySeriesRenderStyle.Line)
                .setMarker(SeriesMarkers.NONE)
                .setYAxisGroup(1);
        chart.getStyler().setYAxisGroupPosition(1, Styler.YAxisPosition.Right);
        chart.getStyler().setYAxisMin(1, 0.0);
        return Svg.of(chart, WIDTH, HEIGHT);
    }

    /** Areas over each other: their heights are the numbers of tasks, their widths the time that tasks spend there. */
    static byte[] of(CumulativeFlowResponse flow) {
        XYChart chart = dated("Cumulative flow", "tasks", flow.position());
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Area);
        List<FlowPoint> points = flow.points();
        List<Date> dates = points.stream().map(point -> day(point.date())).toList();
        area(
                chart,
                "not started",
                SKY,
                dates,
                points,
                p -> p.completed() + p.blocked() + p.inProgress() + p.notStarted());
        area(chart, "in progress", BLUE, dates, points, p -> p.completed() + p.blocked() + p.inProgress());
        area(chart, "blocked", VERMILION, dates, points, p -> p.completed() + p.blocked());
        area(chart, "completed", GREEN, dates, points, FlowPoint::completed);
        return Svg.of(chart, WIDTH, HEIGHT);
    }

    /** A dot for each task, and lines for the percentiles. */
    static byte[] of(CycleTimesResponse times) {
        XYChart chart = dated("Cycle time", "hours", times.position());
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        List<Date> dates = new ArrayList<>();
        List<Double> hours = new ArrayList<>();
        for (CycleTimePoint point : times.points()) {
            if (point.cycleTime() != null) {
                dates.add(Date.from(Instant.parse(point.completedAt())));
                hours.add(point.cycleTime());
            }
        }
        if (!dates.isEmpty()) {
            chart.addSeries("tasks", dates, hours).setMarker(SeriesMarkers.CIRCLE);
            List<Date> ends = List.of(dates.get(0), dates.get(dates.size() - 1));
            percentile(chart, "50 %", ends, times.percentiles().p50());
            percentile(chart, "85 %", ends, times.percentiles().p85());
            percentile(chart, "95 %", ends, times.percentiles().p95());
        }
        return Svg.of(chart, WIDTH, HEIGHT);
    }

    /** A dot for each open task, the oldest first, and lines for how old tasks become. */
    static byte[] of(AgingResponse aging) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title("Age of open tasks", aging.position()))
                .xAxisTitle("open tasks, oldest first")
                .yAxisTitle("hours")
                .build();
        style(chart.getStyler());
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        List<AgingPoint> points = aging.points();
        for (String status : List.of("not_started", "in_progress", "blocked")) {
            List<Integer> numbers = new ArrayList<>();
            List<Double> ages = new ArrayList<>();
            for (int i = 0; i < points.size(); i++) {
                if (points.get(i).status().equals(status)) {
                    numbers.add(i + 1);
                    ages.add(points.get(i).age());
                }
            }
            if (!numbers.isEmpty()) {
                chart.addSeries(status.replace('_', ' '), numbers, ages).setMarker(SeriesMarkers.CIRCLE);
            }
        }
        if (!points.isEmpty()) {
            List<Integer> ends = List.of(1, Math.max(2, points.size()));
            percentile(chart, "50 % of lead times", ends, aging.percentiles().p50());
            percentile(chart, "85 % of lead times", ends, aging.percentiles().p85());
            percentile(chart, "95 % of lead times", ends, aging.percentiles().p95());
        }
        return Svg.of(chart, WIDTH, HEIGHT);
    }

    /** Bars for what happened and what is left. */
    static byte[] of(SummaryResponse summary) {
        CategoryChart chart = bars("From " + summary.from() + " to " + summary.to(), "tasks", summary.position());
        chart.getStyler().setLegendVisible(false);
        chart.addSeries(
                "tasks",
                List.of("arrivals", "starts", "completions", "reopens", "deletions", "open", "blocked", "overdue"),
                List.of(
                        summary.arrivals(),
                        summary.starts(),
                        summary.completions(),
                        summary.reopens(),
                        summary.deletions(),
                        summary.open(),
                        summary.blocked(),
                        summary.overdue()));
        return Svg.of(chart, WIDTH, HEIGHT);
    }

    /** Bars for the days until all is done. */
    static byte[] of(ForecastResponse forecast, LocalDate end) {
        CategoryChart chart = bars(forecast.remaining() + " tasks", "days until all are done", forecast.position());
        chart.getStyler().setLegendVisible(false);
        var dates = forecast.completionDate();
        List<String> labels = new ArrayList<>();
        List<Long> days = new ArrayList<>();
        if (dates != null) {
            bar(labels, days, "50 %", dates.p50(), end);
            bar(labels, days, "85 %", dates.p85(), end);
            bar(labels, days, "95 %", dates.p95(), end);
        }
        if (labels.isEmpty()) {
            bar(labels, days, "no forecast", end.toString(), end);
        }
        chart.addSeries("days", labels, days);
        return Svg.of(chart, WIDTH, HEIGHT);
    }

    private static void bar(List<String> labels, List<Long> days, String share, @Nullable String date, LocalDate end) {
        if (date != null) {
            labels.add(share + ": " + date);
            days.add(LocalDate.parse(date).toEpochDay() - end.toEpochDay());
        }
    }

    private static void area(
            XYChart chart,
            String name,
            Color color,
            List<Date> dates,
            List<FlowPoint> points,
            ToIntFunction<FlowPoint> height) {
        XYSeries area = chart.addSeries(name, dates, ints(points, height));
        area.setMarker(SeriesMarkers.NONE);
        area.setLineColor(color);
        area.setFillColor(color);
    }

    private static void percentile(XYChart chart, String name, List<?> ends, @Nullable Double value) {
        if (value != null) {
            XYSeries line = chart.addSeries(name, ends, List.of(value, value));
            line.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
            line.setMarker(SeriesMarkers.NONE);
        }
    }

    private static XYChart dated(String title, String unit, long position) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title(title, position))
                .yAxisTitle(unit)
                .build();
        style(chart.getStyler());
        chart.getStyler().setDatePattern("yyyy-MM-dd").setTimezone(java.util.TimeZone.getTimeZone("UTC"));
        return chart;
    }

    private static CategoryChart bars(String title, String unit, long position) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title(title, position))
                .yAxisTitle(unit)
                .build();
        style(chart.getStyler());
        return chart;
    }

    private static void style(Styler styler) {
        styler.setChartBackgroundColor(Color.WHITE);
        // Below: within, it would lie over the oldest tasks.
        styler.setLegendPosition(Styler.LegendPosition.OutsideS);
        styler.setLegendLayout(Styler.LegendLayout.Horizontal);
        styler.setSeriesColors(new Color[] {BLUE, ORANGE, VERMILION, GREEN, SKY, BLACK});
    }

    private static String title(String title, long position) {
        return title + " (log up to " + position + ")";
    }

    private static Date day(String date) {
        return Date.from(LocalDate.parse(date).atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    private static <P> List<Integer> ints(List<P> points, ToIntFunction<P> value) {
        return points.stream().mapToInt(value).boxed().toList();
    }
}
