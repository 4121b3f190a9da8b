package behflow.gateway.process;

import behflow.api.process.SkippedItem;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Something that a run left alone, and why. */
@Schema(name = "RunSkip")
@JsonInclude(JsonInclude.Include.NON_NULL)
record SkipResponse(
        @JsonProperty("task_id") @Schema(format = "uuid") @Nullable
        String taskId,

        String reason) {

    static SkipResponse of(SkippedItem item) {
        return new SkipResponse(item.taskId() == null ? null : item.taskId().toString(), item.reason());
    }
}
