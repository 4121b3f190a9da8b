package behflow.gateway.docs;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bodies of task requests, as documentation: they are read field by field, because absent and null differ. */
final class TaskBodies {

    private TaskBodies() {}

    @Schema(
            name = "CreateTaskRequest",
            requiredProperties = {"name"},
            example = """
                    {"name": "Review documentation", "description": "Check all API docs for accuracy", "priority": "high",
                     "due_date": "2025-12-31T23:59:59Z", "tags": ["project", "urgent"]}""")
    record CreateTaskRequest(
            @Schema(minLength = 1, maxLength = 255, description = "Not blank")
            String name,

            @Schema(
                    types = {"string", "null"},
                    maxLength = 10000)
            @Nullable
            String description,

            @Schema(
                    types = {"string", "null"},
                    allowableValues = {"low", "medium", "high", "urgent"},
                    defaultValue = "medium")
            @Nullable
            String priority,

            @JsonProperty("due_date")
            @Schema(
                    types = {"string", "null"},
                    description = "RFC 3339; a date alone means its end, a local time the user's zone")
            @Nullable
            String dueDate,

            @Schema(
                    types = {"array", "null"},
                    description = "Up to 50 of 1 to 50 characters; duplicates are folded")
            @Nullable
            List<String> tags) {}

    @Schema(
            name = "UpdateTaskRequest",
            description = "Absent keeps; null clears description, due_date and tags",
            example = "{\"status\": \"in_progress\", \"priority\": \"high\"}")
    record UpdateTaskRequest(
            @Schema(minLength = 1, maxLength = 255) @Nullable
            String name,

            @Schema(
                    types = {"string", "null"},
                    maxLength = 10000)
            @Nullable
            String description,

            @Schema(allowableValues = {"not_started", "in_progress", "completed", "blocked"}) @Nullable
            String status,

            @Schema(allowableValues = {"low", "medium", "high", "urgent"}) @Nullable
            String priority,

            @JsonProperty("due_date") @Schema(types = {"string", "null"}) @Nullable
            String dueDate,

            @Schema(types = {"array", "null"}) @Nullable List<String> tags) {}
}
