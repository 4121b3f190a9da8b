package behflow.gateway.task;

import behflow.api.task.TaskState;
import behflow.gateway.kernel.Instants;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A task as the API shows it, every field always present. Instants are RFC 3339, UTC. */
@Schema(name = "Task")
@JsonInclude(JsonInclude.Include.ALWAYS)
public record TaskResponse(
        @JsonProperty("task_id") @Schema(format = "uuid", example = "01931f2e-8000-7b33-9c44-6d7e8f9070aa")
        String taskId,

        @Schema(
                example = "Review documentation",
                types = {"string", "null"},
                description = "Null where erased")
        @Nullable
        String name,

        @Schema(
                example = "Check all API docs for accuracy",
                types = {"string", "null"},
                description = "Null where erased")
        @Nullable
        String description,

        @Schema(
                allowableValues = {"not_started", "in_progress", "completed", "blocked"},
                example = "not_started")
        String status,

        @Schema(
                allowableValues = {"low", "medium", "high", "urgent"},
                example = "high")
        String priority,

        @JsonProperty("due_date")
        @Schema(
                types = {"string", "null"},
                format = "date-time",
                example = "2025-12-31T23:59:59Z")
        @Nullable
        String dueDate,

        @JsonProperty("due_date_jalali")
        @Schema(
                types = {"string", "null"},
                example = "1404/10/10",
                description = "The due date's day in the Persian calendar, in the user's time zone")
        @Nullable
        String dueDateJalali,

        @JsonProperty("created_at") @Schema(format = "date-time", example = "2025-12-18T10:00:00.000000Z")
        String createdAt,

        @JsonProperty("updated_at") @Schema(format = "date-time", example = "2025-12-18T10:00:00.000000Z")
        String updatedAt,

        @JsonProperty("completed_at")
        @Schema(
                types = {"string", "null"},
                format = "date-time",
                example = "2025-12-19T10:00:00.000000Z")
        @Nullable
        String completedAt,

        @Schema(
                example = "[\"project\", \"urgent\"]",
                types = {"array", "null"},
                description = "Null where erased")
        @Nullable
        List<String> tags,

        @Schema(example = "0", description = "Rises with each change; the ETag")
        long version,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @JsonProperty("deleted_at")
        @Schema(
                types = {"string", "null"},
                format = "date-time",
                description = "Only on deleted tasks")
        @Nullable
        String deletedAt,

        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @Schema(description = "Fields whose text was erased; absent where none")
        List<String> erased) {

    /** @param zone the user's, for the Persian date */
    public static TaskResponse of(TaskState task, ZoneId zone) {
        return new TaskResponse(
                task.taskId().toString(),
                task.name(),
                task.description(),
                task.status().wire(),
                task.priority().wire(),
                task.dueDate() == null ? null : Instants.seconds(task.dueDate()),
                task.dueDate() == null ? null : JalaliDate.of(task.dueDate(), zone),
                Instants.micros(task.createdAt()),
                Instants.micros(task.updatedAt()),
                task.completedAt() == null ? null : Instants.micros(task.completedAt()),
                task.tags(),
                task.version(),
                task.deletedAt() == null ? null : Instants.micros(task.deletedAt()),
                task.erased());
    }
}
