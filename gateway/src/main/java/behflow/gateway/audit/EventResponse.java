package behflow.gateway.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as history, feed and causes show it.
 *
 * @param subjectId the task, process or session it is about; in the feed and under a cause only
 * @param hash      lower-case hexadecimal
 * @param timestamp UTC, microseconds
 * @param erased    fields whose text was erased
 * @param proof     only where it was asked for
 */
@Schema(name = "Event")
public record EventResponse(
        @JsonProperty("event_id") @Schema(format = "uuid") String eventId,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @JsonProperty("subject_id")
        @Schema(format = "uuid", description = "The task, process or session; not in a task's history")
        @Nullable
        String subjectId,

        @Schema(description = "In its task, from 0", example = "0")
        long sequence,

        @Schema(description = "In its owner's log: 1, 2, 3 … without a gap", example = "1")
        long position,

        @Schema(description = "Lower-case hexadecimal") String hash,
        @Schema(example = "task.created") String type,

        @Schema(format = "date-time", example = "2025-12-18T10:00:00.000000Z")
        String timestamp,

        Actor actor,
        Cause cause,
        Map<String, ChangeResponse> changes,

        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @Schema(description = "Fields whose text was erased; absent where none")
        List<String> erased,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Proof proof) {

    /** @param name name and last name of the user; null where not known any more */
    @Schema(name = "Actor")
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Actor(
            @Schema(allowableValues = {"user", "agent", "process", "admin"})
            String kind,

            @JsonProperty("user_id") @Schema(format = "uuid", description = "The user it acts for")
            String userId,

            @Schema(
                    types = {"string", "null"},
                    example = "John Doe")
            @Nullable
            String name) {}

    /**
     * Why it happened.
     *
     * @param correlationId what an undo takes
     * @param chatSessionId as the client calls the session
     */
    @Schema(name = "Cause")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Cause(
            @JsonProperty("correlation_id") @Schema(format = "uuid")
            String correlationId,

            @JsonProperty("causation_id") @Schema(format = "uuid") @Nullable
            String causationId,

            @JsonProperty("chat_session_id") @Nullable String chatSessionId,

            @JsonProperty("message_id") @Schema(format = "uuid") @Nullable
            String messageId,

            @JsonProperty("execution_id") @Schema(format = "uuid") @Nullable
            String executionId) {}

    /** What it takes to compute the hash again; texts exactly as stored, bytes in lower-case hexadecimal. */
    @Schema(name = "Proof")
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Proof(
            @JsonProperty("owner_id") String ownerId,
            @JsonProperty("subject_id") String subjectId,
            long sequence,
            String revision,
            @JsonProperty("timestamp_us") long timestampUs,
            @JsonProperty("previous_hash") String previousHash,
            String metadata,
            String payload,

            @Schema(
                    types = {"string", "null"},
                    description = "Null where the payload was erased")
            @Nullable
            String salt,

            String commitment) {}
}
