package behflow.gateway.audit;

import behflow.api.audit.ErasureBasis;
import behflow.api.audit.ErasureReport;
import behflow.api.audit.command.EraseTask;
import behflow.api.chat.query.FindQuotations;
import behflow.api.chat.query.Quotations;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RejectedException;
import behflow.api.task.TaskState;
import behflow.api.task.query.FindTask;
import behflow.gateway.kernel.Backups;
import behflow.gateway.kernel.Caller;
import behflow.gateway.kernel.CommandDoor;
import behflow.gateway.kernel.QueryDoor;
import behflow.gateway.kernel.RequestIds;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Takes the text of a deleted task out of the log. */
@RestController
@Tag(name = "History")
class TaskErasureController {

    private final CommandDoor commands;
    private final QueryDoor queries;
    private final Backups backups;

    TaskErasureController(CommandDoor commands, QueryDoor queries, Backups backups) {
        this.commands = commands;
        this.queries = queries;
        this.backups = backups;
    }

    @DeleteMapping("/api/v1/tasks/{taskId}/history")
    @Operation(
            summary = "Erase the text of a deleted task",
            description =
                    "Name, description and tags, present and past, are gone for good: the task can't be restored, and its"
                            + " history shows null. What happened and when stays, and the log still verifies. A live task is 409."
                            + " Messages that quote the task are listed: their text stays in the log until their conversation is deleted, or the account erased.")
    ResponseEntity<TaskErasureResponse> erase(Caller caller, @PathVariable UUID taskId) {
        TaskState task = queries.find(new FindTask(taskId, null), TaskState.class);
        if (task == null) {
            throw RejectedException.notFound();
        }
        if (!task.ownerId().equals(caller.userId())) {
            throw RejectedException.forbidden();
        }
        // Ahead of the erasure: afterwards nobody knows what to look for.
        Quotations quotations = queries.ask(new FindQuotations(caller.userId(), taskId), Quotations.class);
        Origin origin = caller.origin();
        ErasureReport report = commands.send(new EraseTask(taskId, caller.userId(), ErasureBasis.REQUEST), origin);
        return ResponseEntity.ok()
                .header(RequestIds.CORRELATION_HEADER, origin.correlationId().toString())
                .body(new TaskErasureResponse(
                        taskId.toString(),
                        report.basis(),
                        report.position(),
                        report.positions(),
                        quotations.messages().stream()
                                .map(message -> new QuotingMessage(
                                        message.session(), message.messageId().toString()))
                                .toList(),
                        backups.until().toString()));
    }

    @Schema(name = "TaskErasure")
    record TaskErasureResponse(
            @JsonProperty("task_id") @Schema(format = "uuid")
            String taskId,

            @Schema(allowableValues = {"request", "administrator"})
            String basis,

            @Schema(description = "Of the event of erasure, in the caller's log")
            long position,

            @Schema(
                    description = "Ranges of positions whose text is gone: [[from, to], …]",
                    example = "[[3, 5], [9, 9]]")
            List<List<Long>> positions,

            @JsonProperty("quoted_in") @Schema(description = "Messages in which the task's text still stands")
            List<QuotingMessage> quotedIn,

            @JsonProperty("backups_until")
            @Schema(format = "date-time", description = "Until then backups may hold the text")
            String backupsUntil) {}

    @Schema(name = "QuotingMessage")
    record QuotingMessage(
            @JsonProperty("session_id") @Schema(types = {"string", "null"}) @Nullable
            String sessionId,

            @JsonProperty("message_id") @Schema(format = "uuid")
            String messageId) {}
}
