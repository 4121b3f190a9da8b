package behflow.gateway.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.gateway.analytics.AnalyticsResponses.AgingPoint;
import behflow.gateway.analytics.AnalyticsResponses.AgingResponse;
import behflow.gateway.analytics.AnalyticsResponses.CumulativeFlowResponse;
import behflow.gateway.analytics.AnalyticsResponses.CycleTimePoint;
import behflow.gateway.analytics.AnalyticsResponses.CycleTimesResponse;
import behflow.gateway.analytics.AnalyticsResponses.DatesResponse;
import behflow.gateway.analytics.AnalyticsResponses.FlowPoint;
import behflow.gateway.analytics.AnalyticsResponses.ForecastResponse;
import behflow.gateway.analytics.AnalyticsResponses.PercentilesResponse;
import behflow.gateway.analytics.AnalyticsResponses.ThroughputPoint;
import behflow.gateway.analytics.AnalyticsResponses.ThroughputResponse;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

/** Charts are well-formed SVG, also of nothing and of as many points as a report may have, and show no text of tasks. */
class ReportChartsTest {

    private static final PercentilesResponse SOME = new PercentilesResponse(1.5, 20.0, 44.25);
    private static final PercentilesResponse NONE = new PercentilesResponse(null, null, null);

    @Test
    void givenPoints_whenDrawn_thenSvgWithWhatTheyShow() throws Exception {
        List<ThroughputPoint> days = new ArrayList<>();
        List<FlowPoint> flow = new ArrayList<>();
        List<CycleTimePoint> times = new ArrayList<>();
        List<AgingPoint> ages = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            String date = LocalDate.of(2024, 1, 1).plusDays(i).toString();
            days.add(new ThroughputPoint(date, i % 5, 1, i % 4, 0, 0, 0, i));
            flow.add(new FlowPoint(date, i % 7, i % 3, i % 2, i));
            times.add(new CycleTimePoint(
                    UUID.randomUUID(), "secret", date + "T10:00:00.000000Z", i % 9 == 0 ? null : (double) i, i));
            ages.add(new AgingPoint(
                    UUID.randomUUID(),
                    "secret",
                    List.of("not_started", "in_progress", "blocked").get(i % 3),
                    1000 - i));
        }
        assertThat(text(ReportCharts.of(new ThroughputResponse(days, 7))))
                .contains("Throughput (log up to 7)")
                .contains("completions");
        assertThat(text(ReportCharts.of(new CumulativeFlowResponse(flow, 7)))).contains("in progress");
        assertThat(text(ReportCharts.of(new CycleTimesResponse(times, SOME, SOME, 7))))
                .contains("85 %")
                .doesNotContain("secret");
        assertThat(text(ReportCharts.of(new AgingResponse(ages, SOME, 7))))
                .contains("blocked")
                .doesNotContain("secret");
        assertThat(text(ReportCharts.of(
                        forecast(new DatesResponse("2026-01-03", "2026-01-09", null)), LocalDate.of(2026, 1, 1))))
                .contains("3 tasks")
                .contains("days");
    }

    @Test
    void givenNothing_whenDrawn_thenAnEmptyChart() throws Exception {
        text(ReportCharts.of(
                new ThroughputResponse(List.of(new ThroughputPoint("2026-01-01", 0, 0, 0, 0, 0, 0, 0)), 0)));
        text(ReportCharts.of(new CumulativeFlowResponse(List.of(new FlowPoint("2026-01-01", 0, 0, 0, 0)), 0)));
        text(ReportCharts.of(new CycleTimesResponse(List.of(), NONE, NONE, 0)));
        text(ReportCharts.of(new AgingResponse(List.of(), NONE, 0)));
        text(ReportCharts.of(forecast(null), LocalDate.of(2026, 1, 1)));
    }

    @Test
    void givenTextWithCommasQuotesAndLines_whenCsv_thenQuoted() {
        assertThat(ReportTable.of(new AgingResponse(
                                List.of(new AgingPoint(new UUID(0, 1), "a \"b\",\nc", "blocked", 1.5)), NONE, 0))
                        .csv())
                .isEqualTo("task_id,name,status,age\r\n"
                        + "00000000-0000-0000-0000-000000000001,\"a \"\"b\"\",\nc\",blocked,1.5\r\n");
    }

    private static ForecastResponse forecast(DatesResponse dates) {
        return new ForecastResponse(3, 10_000, 1, 30, dates, null, null, 7);
    }

    /** What can be read in it. */
    private static String text(byte[] svg) throws Exception {
        assertThat(new String(svg, StandardCharsets.UTF_8))
                .doesNotContain("<!DOCTYPE")
                .startsWith("<?xml");
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(svg));
        assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
        return document.getDocumentElement().getTextContent();
    }
}
