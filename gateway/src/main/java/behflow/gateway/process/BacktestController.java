package behflow.gateway.process;

import behflow.api.process.query.Backtest;
import behflow.api.process.query.BacktestProcess;
import behflow.gateway.kernel.Caller;
import behflow.gateway.kernel.JsonBody;
import behflow.gateway.kernel.JsonFields;
import behflow.gateway.kernel.QueryDoor;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Rules tried on the past, before they are trusted with the future. */
@RestController
@RequestMapping("/api/v1/processes")
@Tag(name = "Automated Processes")
class BacktestController {

    private static final String BOUNDS = " Nothing is written. It looks at 200,000 events, lists 1,000 runs and 10,000"
            + " changes, and takes 20 seconds at most; `complete` says whether that was enough.";

    private final QueryDoor queries;
    private final Processes processes;

    BacktestController(QueryDoor queries, Processes processes) {
        this.queries = queries;
        this.processes = processes;
    }

    @Schema(name = "BacktestRequest")
    record SpanRequest(
            @Schema(format = "date-time", example = "2025-12-01T00:00:00Z")
            String from,

            @Schema(
                    types = {"string", "null"},
                    format = "date-time",
                    example = "2025-12-18T10:00:00Z",
                    description = "Absent: now")
            @Nullable
            String to) {}

    /** What a client sends of a process that is not saved; only for its description in the API. */
    @Schema(name = "BacktestProposal")
    record ProposalRequest(
            @Schema(format = "date-time", example = "2025-12-01T00:00:00Z")
            String from,

            @Schema(
                    types = {"string", "null"},
                    format = "date-time",
                    example = "2025-12-18T10:00:00Z",
                    description = "Absent: now")
            @Nullable
            String to,

            @Schema(example = "update_tasks") String action,

            @Schema(example = "{\"change\": {\"status\": \"in_progress\"}}") @Nullable
            Map<String, Object> parameters,

            @JsonProperty("trigger_type")
            @Schema(
                    allowableValues = {"manual", "time_based", "event_based"},
                    description = "And schedule, recurrence, timezone as of any process")
            @Nullable
            String triggerType,

            @JsonProperty("event_filter") ProcessResponse.@Nullable Filter eventFilter) {}

    private record Span(Instant from, @Nullable Instant to) {
        static Span read(JsonFields fields) {
            return new Span(
                    fields.required("from", fields.instant("from")), fields.optional("to", fields.instant("to")));
        }
    }

    @PostMapping("/{processId}/backtest")
    @Operation(
            summary = "Try a process on the past",
            description =
                    "When its rule would have fired between `from` and `to`, and what it would have changed, each time"
                            + " by the tasks as they were then." + BOUNDS)
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = SpanRequest.class)))
    BacktestResponse backtest(
            Caller caller,
            @PathVariable UUID processId,
            @org.springframework.web.bind.annotation.RequestBody(required = false) byte @Nullable [] body) {
        Span span = JsonBody.read(body, caller.zone(), Span::read, () -> processes.visible(caller, processId));
        return BacktestResponse.of(queries.ask(
                new BacktestProcess(processId, null, caller.userId(), span.from(), span.to()), Backtest.class));
    }

    @PostMapping("/backtest")
    @Operation(
            summary = "Try a proposed process on the past",
            description = "Takes a process that is not saved, with `from` and `to`, as the other one does." + BOUNDS)
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = ProposalRequest.class)))
    BacktestResponse propose(
            Caller caller,
            @org.springframework.web.bind.annotation.RequestBody(required = false) byte @Nullable [] body) {
        return BacktestResponse.of(queries.ask(
                JsonBody.read(body, caller.zone(), fields -> {
                    ProcessRequests.Fields proposed = ProcessRequests.proposal(fields);
                    Span span = Span.read(fields);
                    fields.check();
                    return new BacktestProcess(
                            null, proposed.rule(caller.zone().getId()), caller.userId(), span.from(), span.to());
                }),
                Backtest.class));
    }
}
