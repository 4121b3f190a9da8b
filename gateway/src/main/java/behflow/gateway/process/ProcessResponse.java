package behflow.gateway.process;

import behflow.api.process.EventFilter;
import behflow.api.process.ProcessRule;
import behflow.api.process.ProcessState;
import behflow.api.process.query.ProcessView;
import behflow.gateway.kernel.Instants;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A process as the API shows it. Instants are RFC 3339, UTC. */
@Schema(name = "Process")
@JsonInclude(JsonInclude.Include.ALWAYS)
record ProcessResponse(
        @JsonProperty("process_id") @Schema(format = "uuid", example = "01931f2e-8000-7b33-9c44-6d7e8f9070aa")
        String processId,

        @Schema(
                example = "reschedule_remaining_tasks",
                types = {"string", "null"},
                description = "Null where erased")
        @Nullable
        String name,

        @Schema(
                types = {"string", "null"},
                description = "Null where erased")
        @Nullable
        String description,

        @JsonProperty("trigger_type")
        @Schema(
                allowableValues = {"manual", "time_based", "event_based"},
                example = "time_based")
        String triggerType,

        @Schema(
                types = {"string", "null"},
                example = "30 7 * * *",
                description = "Five fields of cron, in the process's time zone; null unless time-based")
        @Nullable
        String schedule,

        @JsonProperty("is_active")
        @Schema(description = "Whether its triggers start it; it can be run by hand either way")
        boolean isActive,

        @JsonProperty("last_execution")
        @Schema(
                types = {"string", "null"},
                format = "date-time",
                example = "2025-12-18T09:00:00.000000Z",
                description = "When it last started for the caller")
        @Nullable
        String lastExecution,

        @Schema(example = "reschedule_remaining_tasks") String action,

        @Schema(description = "As the action's JSON Schema says")
        Map<String, Object> parameters,

        @Schema(
                types = {"string", "null"},
                example = "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0",
                description = "An RRULE (RFC 5545) instead of a schedule")
        @Nullable
        String recurrence,

        @Schema(example = "Europe/Berlin") String timezone,

        @JsonProperty("event_filter") @Schema(types = {"object", "null"}) @Nullable
        Filter eventFilter,

        @Schema(allowableValues = {"skip", "buffer_one", "cancel_other"})
        String overlap,

        @JsonProperty("catchup_window") @Schema(example = "P1D")
        String catchupWindow,

        @JsonProperty("time_limit") @Schema(example = "PT1H")
        String timeLimit,

        @JsonProperty("built_in") boolean builtIn,

        @Schema(description = "Inactive because it failed ten times in a row")
        boolean paused,

        @Schema(description = "Rises with each change; the ETag, which `If-Match` is heeded of for tasks only")
        long version,

        @JsonProperty("created_at") @Schema(format = "date-time")
        String createdAt,

        @JsonProperty("updated_at") @Schema(format = "date-time")
        String updatedAt) {

    /** Which events start it; one of condition and conditions, or neither. */
    @Schema(name = "EventFilter")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Filter(
            @Schema(example = "[\"task.created\"]") List<String> types,

            @Schema(
                    example = "task.priority == 'urgent' && 'ops' in task.tags",
                    description = "A CEL expression over event, task and before")
            @Nullable
            String condition,

            @Schema(description = "Fields of the task after the event, and the values they must have") @Nullable
            Map<String, Object> conditions) {

        static @Nullable Filter of(@Nullable EventFilter filter) {
            return filter == null ? null : new Filter(filter.types(), filter.condition(), filter.conditions());
        }
    }

    /** @param zone the caller's, which is that of processes without one of their own */
    static ProcessResponse of(ProcessView view, ZoneId zone) {
        ProcessState process = view.state();
        ProcessRule rule = process.rule();
        return new ProcessResponse(
                process.processId().toString(),
                process.name(),
                process.description(),
                rule.triggerType(),
                rule.schedule(),
                process.active(),
                view.lastExecution() == null ? null : Instants.micros(view.lastExecution()),
                rule.action(),
                rule.parameters(),
                rule.givenRecurrence(),
                rule.timezone() == null ? zone.getId() : rule.timezone(),
                Filter.of(rule.eventFilter()),
                rule.overlap(),
                rule.catchupWindow(),
                rule.timeLimit(),
                process.builtIn(),
                process.paused(),
                process.version(),
                Instants.micros(process.createdAt()),
                Instants.micros(process.updatedAt()));
    }
}
