package behflow.gateway.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bodies of undo requests, as documentation: they are read field by field. */
final class RevertBodies {

    private RevertBodies() {}

    @Schema(name = "RevertCauseRequest", example = "{\"on_conflict\": \"keep\", \"dry_run\": true}")
    record Cause(
            @JsonProperty("on_conflict")
            @Schema(
                    allowableValues = {"keep", "force", "fail"},
                    defaultValue = "keep")
            @Nullable
            String onConflict,

            @Schema(
                    description =
                            "Only these of name, description, status, priority, due_date, tags, deleted; all where"
                                    + " absent")
            @Nullable
            List<String> fields,

            @JsonProperty("dry_run") @Schema(defaultValue = "false") @Nullable
            Boolean dryRun,

            @JsonProperty("if_position")
            @Schema(description = "Of a preview: 409 where one of its tasks has changed since")
            @Nullable
            Long ifPosition) {}

    @Schema(
            name = "RevertTaskRequest",
            requiredProperties = {"version"},
            example = "{\"version\": 3}")
    record Task(
            @Schema(minimum = "0") long version,

            @Schema(description = "Only these of name, description, status, priority, due_date, tags; all where absent")
            @Nullable
            List<String> fields) {}
}
