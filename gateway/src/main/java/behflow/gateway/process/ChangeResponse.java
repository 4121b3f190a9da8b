package behflow.gateway.process;

import behflow.api.process.query.FieldChange;
import behflow.api.process.query.PlannedChange;
import behflow.api.process.query.Trace;
import behflow.gateway.kernel.Instants;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a run changed, or would change. */
@Schema(name = "RunChange")
@JsonInclude(JsonInclude.Include.NON_NULL)
record ChangeResponse(
        @JsonProperty("task_id") @Schema(format = "uuid") @Nullable
        String taskId,

        @Schema(description = "By field; from and to are null for none")
        Map<String, FromTo> changes,

        @Schema(description = "Of the event in the owner's log; absent in a rehearsal") @Nullable
        Long position,

        @Schema(example = "task.rescheduled", description = "Of the event; absent in a rehearsal") @Nullable
        String type) {

    @Schema(name = "FieldChange")
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record FromTo(@Nullable Object from, @Nullable Object to) {}

    static ChangeResponse of(PlannedChange change) {
        return new ChangeResponse(
                change.taskId() == null ? null : change.taskId().toString(), fields(change.changes()), null, null);
    }

    static ChangeResponse of(Trace.Change change) {
        return new ChangeResponse(
                change.subjectId().toString(), fields(change.changes()), change.position(), change.type());
    }

    private static Map<String, FromTo> fields(Map<String, FieldChange> changes) {
        Map<String, FromTo> fields = new LinkedHashMap<>();
        changes.forEach((field, change) -> fields.put(field, new FromTo(value(change.from()), value(change.to()))));
        return fields;
    }

    private static @Nullable Object value(@Nullable Object value) {
        if (value instanceof Instant instant) {
            return Instants.seconds(instant);
        }
        return value instanceof UUID id ? id.toString() : value;
    }
}
