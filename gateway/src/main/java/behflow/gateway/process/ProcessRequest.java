package behflow.gateway.process;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client sends of a process; only for its description in the API, {@link ProcessRequests} reads it. */
@Schema(name = "ProcessRequest")
record ProcessRequest(
        @Schema(example = "Weekly review") @Nullable String name,

        @Schema(example = "A task for Monday morning") @Nullable
        String description,

        @Schema(example = "create_task", description = "One of GET /api/v1/processes/actions") @Nullable
        String action,

        @Schema(example = "{\"name\": \"Review the week\"}", description = "As the action's JSON Schema says") @Nullable
        Map<String, Object> parameters,

        @JsonProperty("trigger_type")
        @Schema(
                allowableValues = {"manual", "time_based", "event_based"},
                description = "Absent: as schedule, recurrence or event_filter need it, else manual")
        @Nullable
        String triggerType,

        @Schema(example = "0 9 * * 1", description = "Five fields of cron, in the process's time zone") @Nullable
        String schedule,

        @Schema(example = "FREQ=MONTHLY;BYDAY=1MO;BYHOUR=9;BYMINUTE=0", description = "An RRULE instead of a schedule")
        @Nullable
        String recurrence,

        @Schema(example = "Europe/Berlin", description = "Absent: the caller's") @Nullable
        String timezone,

        @JsonProperty("event_filter") ProcessResponse.@Nullable Filter eventFilter,

        @Schema(allowableValues = {"skip", "buffer_one", "cancel_other"}) @Nullable
        String overlap,

        @JsonProperty("catchup_window") @Schema(example = "P1D") @Nullable
        String catchupWindow,

        @JsonProperty("time_limit") @Schema(example = "PT1H") @Nullable
        String timeLimit,

        @JsonProperty("is_active") @Nullable Boolean isActive) {}
