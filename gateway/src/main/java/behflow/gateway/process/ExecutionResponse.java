package behflow.gateway.process;

import behflow.api.process.ExecutionState;
import behflow.api.process.RunCounts;
import behflow.api.process.query.Rehearsal;
import behflow.api.process.query.Trace;
import behflow.gateway.kernel.Instants;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run as the API shows it. Instants are RFC 3339, UTC. */
@Schema(name = "Execution")
@JsonInclude(JsonInclude.Include.ALWAYS)
record ExecutionResponse(
        @JsonProperty("execution_id") @Schema(format = "uuid")
        String executionId,

        @JsonProperty("process_id") @Schema(format = "uuid") String processId,

        @Schema(
                allowableValues = {"running", "success", "failed"},
                example = "success")
        String status,

        @Schema(example = "3 items were changed.") String message,

        @JsonProperty("started_at") @Schema(format = "date-time", example = "2025-12-18T10:00:00.000000Z")
        String startedAt,

        @JsonProperty("completed_at")
        @Schema(
                types = {"string", "null"},
                format = "date-time",
                example = "2025-12-18T10:05:00.000000Z",
                description = "Null while it runs")
        @Nullable
        String completedAt,

        @Schema(example = "reschedule_remaining_tasks") String action,

        CauseResponse cause,

        @JsonProperty("rule_version") @Schema(description = "The version of the process that it follows")
        long ruleVersion,

        @Schema(
                types = {"boolean", "null"},
                description = "What its condition evaluated to; null where there is none")
        @Nullable
        Boolean condition,

        @Schema(
                types = {"string", "null"},
                allowableValues = {"error", "incomplete", "time_limit", "cancelled", "node_lost", "gone"},
                description = "Why it failed; null unless it did")
        @Nullable
        String failure,

        Counts counts,

        @Schema(description = "Figures, for actions that answer something")
        Map<String, Object> result,

        @Schema(description = "1, and one more for each node that died while it ran")
        int attempt,

        @JsonProperty("correlation_id")
        @Schema(
                format = "uuid",
                description = "Undoes all that it did, by POST /api/v1/changes/{correlation_id}/revert")
        String correlationId,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "In a dry run: exactly what it would change")
        @Nullable
        List<ChangeResponse> changes,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "What it changed and what it left alone; only when asked for by id")
        @Nullable
        TraceResponse trace) {

    /** How much it has done. */
    @Schema(name = "RunCounts")
    record Counts(long examined, long changed, long skipped, long failed) {}

    /** A stretch of what it did. */
    @Schema(name = "Trace")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TraceResponse(
            List<ChangeResponse> changes,
            List<SkipResponse> skips,

            @Schema(description = "Pass as `after` for the next stretch; absent at the end") @Nullable
            Long next) {}

    static ExecutionResponse of(ExecutionState run) {
        return of(run, null, null);
    }

    static ExecutionResponse of(ExecutionState run, Trace trace) {
        return of(
                run,
                null,
                new TraceResponse(
                        trace.changes().stream().map(ChangeResponse::of).toList(),
                        trace.skips().stream().map(SkipResponse::of).toList(),
                        trace.next()));
    }

    static ExecutionResponse of(Rehearsal rehearsal) {
        return of(
                rehearsal.execution(),
                rehearsal.changes().stream().map(ChangeResponse::of).toList(),
                new TraceResponse(
                        List.of(),
                        rehearsal.skips().stream().map(SkipResponse::of).toList(),
                        null));
    }

    private static ExecutionResponse of(
            ExecutionState run, @Nullable List<ChangeResponse> changes, @Nullable TraceResponse trace) {
        RunCounts counts = run.counts();
        return new ExecutionResponse(
                run.executionId().toString(),
                run.processId().toString(),
                run.status().wire(),
                run.message(),
                Instants.micros(run.startedAt()),
                run.completedAt() == null ? null : Instants.micros(run.completedAt()),
                run.action(),
                CauseResponse.of(run.cause()),
                run.ruleVersion(),
                run.condition(),
                run.failure(),
                new Counts(counts.examined(), counts.changed(), counts.skipped(), counts.failed()),
                run.result(),
                run.attempt(),
                run.executionId().toString(),
                changes,
                trace);
    }
}
