package behflow.gateway.analytics;

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
import behflow.api.analytics.query.ReportHead;
import behflow.api.analytics.query.Summary;
import behflow.api.analytics.query.Throughput;
import behflow.gateway.analytics.AnalyticsResponses.AgingResponse;
import behflow.gateway.analytics.AnalyticsResponses.CumulativeFlowResponse;
import behflow.gateway.analytics.AnalyticsResponses.CycleTimesResponse;
import behflow.gateway.analytics.AnalyticsResponses.ForecastResponse;
import behflow.gateway.analytics.AnalyticsResponses.SummaryResponse;
import behflow.gateway.analytics.AnalyticsResponses.ThroughputResponse;
import behflow.gateway.kernel.Accept;
import behflow.gateway.kernel.Caller;
import behflow.gateway.kernel.QueryDoor;
import behflow.gateway.kernel.Takes;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * How work flows. Reports follow the log a moment behind it; each says by {@code position} how far it has read. By Accept they
 * are JSON, CSV or SVG.
 */
@RestController
@RequestMapping("/api/v1/analytics")
@Tag(name = "Analytics")
class AnalyticsController {

    /** Up to which position a report has read, whatever its form. */
    static final String POSITION = "X-Log-Position";

    private static final MediaType CSV = new MediaType("text", "csv", StandardCharsets.UTF_8);
    private static final MediaType SVG = MediaType.parseMediaType(ReportFormats.SVG);
    private static final List<MediaType> SERVED = List.of(MediaType.APPLICATION_JSON, CSV, SVG);
    private static final String TAKES =
            " Days are those of the user's zone at the time. `from` and `to` are dates, both"
                    + " inclusive. Filters choose tasks as they were when the report ends; without any, deleted tasks count"
                    + " too. With `as_of`: as it would have read then.";

    private final QueryDoor queries;
    private final Clock clock;

    AnalyticsController(QueryDoor queries, Clock clock) {
        this.queries = queries;
        this.clock = clock;
    }

    @GetMapping("/summary")
    @Takes(
            taskFilters = true,
            value = {"from", "to", "as_of", "scope"})
    @Operation(
            summary = "Summarise",
            description = "What is open, what came and went, how long it took, and who changed it." + TAKES)
    @ApiResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = SummaryResponse.class)))
    ResponseEntity<Object> summary(
            Caller caller,
            @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters,
            @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = Accept.ANY) List<String> accept)
            throws HttpMediaTypeNotAcceptableException {
        Summary found = queries.ask(new FindSummary(read(parameters, caller).window()), Summary.class);
        SummaryResponse response = AnalyticsResponses.of(found);
        return answer(accept, found.head(), response, () -> ReportTable.of(response), () -> ReportCharts.of(response));
    }

    @GetMapping("/throughput")
    @Takes(
            taskFilters = true,
            value = {"from", "to", "bucket", "as_of", "scope"})
    @Operation(
            summary = "Read the throughput",
            description = "What came and went: a point for every bucket, also the empty ones." + TAKES)
    @ApiResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = ThroughputResponse.class)))
    ResponseEntity<Object> throughput(
            Caller caller,
            @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters,
            @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = Accept.ANY) List<String> accept)
            throws HttpMediaTypeNotAcceptableException {
        Throughput found =
                queries.ask(new FindThroughput(read(parameters, caller).window()), Throughput.class);
        ThroughputResponse response = AnalyticsResponses.of(found);
        return answer(accept, found.head(), response, () -> ReportTable.of(response), () -> ReportCharts.of(response));
    }

    @GetMapping("/cumulative-flow")
    @Takes(
            taskFilters = true,
            value = {"from", "to", "bucket", "as_of", "scope"})
    @Operation(
            summary = "Read the cumulative flow",
            description = "How many tasks stood in which status at the end of each bucket." + TAKES)
    @ApiResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = CumulativeFlowResponse.class)))
    ResponseEntity<Object> cumulativeFlow(
            Caller caller,
            @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters,
            @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = Accept.ANY) List<String> accept)
            throws HttpMediaTypeNotAcceptableException {
        CumulativeFlow found =
                queries.ask(new FindCumulativeFlow(read(parameters, caller).window()), CumulativeFlow.class);
        CumulativeFlowResponse response = AnalyticsResponses.of(found);
        return answer(accept, found.head(), response, () -> ReportTable.of(response), () -> ReportCharts.of(response));
    }

    @GetMapping("/cycle-time")
    @Takes(
            taskFilters = true,
            value = {"from", "to", "as_of"})
    @Operation(
            summary = "Read the cycle times",
            description = "Of the tasks completed in these days, with percentiles; in hours." + TAKES)
    @ApiResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = CycleTimesResponse.class)))
    ResponseEntity<Object> cycleTime(
            Caller caller,
            @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters,
            @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = Accept.ANY) List<String> accept)
            throws HttpMediaTypeNotAcceptableException {
        CycleTimes found =
                queries.ask(new FindCycleTimes(read(parameters, caller).ownWindow()), CycleTimes.class);
        CycleTimesResponse response = AnalyticsResponses.of(found);
        return answer(accept, found.head(), response, () -> ReportTable.of(response), () -> ReportCharts.of(response));
    }

    @GetMapping("/aging")
    @Takes(
            taskFilters = true,
            value = {"from", "to", "as_of"})
    @Operation(
            summary = "Read the ages of open tasks",
            description = "In hours, oldest first, beside the lead times of what was completed in these days." + TAKES)
    @ApiResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = AgingResponse.class)))
    ResponseEntity<Object> aging(
            Caller caller,
            @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters,
            @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = Accept.ANY) List<String> accept)
            throws HttpMediaTypeNotAcceptableException {
        Aging found = queries.ask(new FindAging(read(parameters, caller).ownWindow()), Aging.class);
        AgingResponse response = AnalyticsResponses.of(found);
        return answer(accept, found.head(), response, () -> ReportTable.of(response), () -> ReportCharts.of(response));
    }

    @GetMapping("/forecast")
    @Takes(
            taskFilters = true,
            value = {"remaining", "by", "seed", "from", "to", "as_of", "scope"})
    @Operation(
            summary = "Forecast",
            description =
                    "By when `remaining` tasks, or the open ones of the filter, are completed, and with `by` how many"
                            + " by a date: 10,000 runs over the throughput of the finished days from `from` (90 days) to `to`."
                            + " Too little history: null, with a message." + TAKES)
    @ApiResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = ForecastResponse.class)))
    ResponseEntity<Object> forecast(
            Caller caller,
            @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters,
            @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = Accept.ANY) List<String> accept)
            throws HttpMediaTypeNotAcceptableException {
        ReportParameters reader = read(parameters, caller);
        FindForecast query = new FindForecast(reader.window(), reader.remaining(), reader.date("by"), reader.seed());
        reader.check();
        Forecast found = queries.ask(query, Forecast.class);
        ForecastResponse response = AnalyticsResponses.of(found);
        return answer(
                accept,
                found.head(),
                response,
                () -> ReportTable.of(response),
                () -> ReportCharts.of(response, found.head().to()));
    }

    private ReportParameters read(MultiValueMap<String, String> parameters, Caller caller) {
        return new ReportParameters(parameters, caller, clock);
    }

    private static ResponseEntity<Object> answer(
            List<String> accept, ReportHead head, Object response, Supplier<ReportTable> table, Supplier<byte[]> chart)
            throws HttpMediaTypeNotAcceptableException {
        MediaType type = Accept.best(accept, SERVED);
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok()
                .contentType(type)
                .header(POSITION, Long.toString(head.position()))
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        if (type.equals(CSV)) {
            return answer.body(table.get().csv().getBytes(StandardCharsets.UTF_8));
        }
        return answer.body(type.equals(SVG) ? chart.get() : response);
    }
}
