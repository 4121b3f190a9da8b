package behflow.gateway.process;

import behflow.api.process.RunCause;
import behflow.gateway.kernel.Instants;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Why a process ran, or was to run. */
@Schema(name = "RunCause")
@JsonInclude(JsonInclude.Include.NON_NULL)
record CauseResponse(
        @Schema(allowableValues = {"manual", "schedule", "event"})
        String trigger,

        @JsonProperty("fired_at")
        @Schema(format = "date-time", description = "By schedule: the time it was due")
        @Nullable
        String firedAt,

        @JsonProperty("event_id") @Schema(format = "uuid", description = "By event: which") @Nullable
        String eventId,

        @JsonProperty("event_position") @Schema(description = "By event: its position in the owner's log") @Nullable
        Long eventPosition,

        @JsonProperty("subject_id") @Schema(format = "uuid", description = "By event: what it happened to") @Nullable
        String subjectId) {

    static CauseResponse of(RunCause cause) {
        return new CauseResponse(
                cause.trigger(),
                cause.firedAt() == null ? null : Instants.micros(cause.firedAt()),
                cause.eventId() == null ? null : cause.eventId().toString(),
                cause.eventPosition(),
                cause.subjectId() == null ? null : cause.subjectId().toString());
    }
}
