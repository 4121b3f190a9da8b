package behflow.gateway.chat;

import behflow.api.chat.ChatMessage;
import behflow.api.chat.ChatState;
import behflow.gateway.kernel.Instants;
import behflow.gateway.task.TaskResponse;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Conversations as the API shows them. */
final class ChatResponses {

    private ChatResponses() {}

    @Schema(name = "ChatRequest")
    record ChatRequest(
            @Schema(minLength = 1, maxLength = 8000, example = "Create a task to review project documentation")
            String message,

            @JsonProperty("session_id")
            @Schema(
                    types = {"string", "null"},
                    maxLength = 128,
                    example = "abc-123")
            @Nullable
            String sessionId) {}

    @Schema(name = "ChatReply")
    record ChatReply(
            String response, @JsonProperty("session_id") String sessionId, List<TaskResponse> tasks) {}

    @Schema(name = "ChatSession")
    record SessionResponse(
            @JsonProperty("session_id") String sessionId,
            @Schema(types = {"string", "null"}) @Nullable String title,

            @JsonProperty("created_at") @Schema(format = "date-time")
            String createdAt,

            @JsonProperty("updated_at") @Schema(format = "date-time")
            String updatedAt) {

        static SessionResponse of(ChatState chat) {
            return new SessionResponse(
                    chat.name() == null ? chat.sessionId().toString() : chat.name(),
                    chat.title(),
                    Instants.micros(chat.createdAt()),
                    Instants.micros(chat.updatedAt()));
        }
    }

    @Schema(name = "ChatSessionList")
    record SessionListResponse(
            List<SessionResponse> sessions,

            @JsonInclude(JsonInclude.Include.NON_NULL)
            @JsonProperty("next_cursor")
            @Schema(description = "Pass as `cursor` for the next page; absent on the last")
            @Nullable
            String nextCursor) {}

    @Schema(name = "ChatMessage")
    record MessageResponse(
            @JsonProperty("message_id") @Schema(format = "uuid")
            String messageId,

            @Schema(allowableValues = {"user", "assistant"}) String role,

            @Schema(
                    types = {"string", "null"},
                    description = "Null where erased")
            @Nullable
            String content,

            @JsonProperty("created_at") @Schema(format = "date-time")
            String createdAt,

            @JsonProperty("correlation_id") @Schema(format = "uuid", description = "The turn; one undo takes it back")
            String correlationId,

            @Schema(description = "Ids of the tasks that the turn created, changed or listed")
            List<String> tasks) {

        static MessageResponse of(ChatMessage message) {
            return new MessageResponse(
                    message.messageId().toString(),
                    message.role(),
                    message.content(),
                    Instants.micros(message.createdAt()),
                    message.correlationId().toString(),
                    message.taskIds().stream().map(UUID::toString).toList());
        }
    }

    @Schema(name = "ChatMessageList")
    record MessageListResponse(
            List<MessageResponse> messages,

            @JsonInclude(JsonInclude.Include.NON_NULL)
            @JsonProperty("next_cursor")
            @Schema(description = "Pass as `cursor` for the next page; absent on the last")
            @Nullable
            String nextCursor) {}
}
