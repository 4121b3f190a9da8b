package behflow.gateway.audit;

import behflow.api.audit.query.ListTaskHistory;
import behflow.api.audit.query.TaskHistory;
import behflow.api.kernel.RejectedException;
import behflow.api.task.TaskState;
import behflow.api.task.query.FindTask;
import behflow.gateway.kernel.Caller;
import behflow.gateway.kernel.LogParameters;
import behflow.gateway.kernel.NextPage;
import behflow.gateway.kernel.QueryDoor;
import behflow.gateway.kernel.Takes;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What happened to a task, who did it and why; also to a deleted one. */
@RestController
@Tag(name = "History")
class HistoryController {

    static final int PAGE_MAXIMUM = 500;

    private final QueryDoor queries;
    private final EventResponses responses;

    HistoryController(QueryDoor queries, EventResponses responses) {
        this.queries = queries;
        this.responses = responses;
    }

    @GetMapping("/api/v1/tasks/{taskId}/history")
    @Takes(
            value = {"after", "limit", "cursor", "proof"},
            most = PAGE_MAXIMUM,
            standard = PAGE_MAXIMUM)
    @Operation(
            summary = "History of a task",
            description = "Its events, oldest first; at most 500 a page. `after` is the sequence of the last event that"
                    + " was read; `proof=true` adds what it takes to verify each event.")
    ResponseEntity<HistoryResponse> history(
            Caller caller,
            @PathVariable UUID taskId,
            @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters) {
        TaskState task = queries.find(new FindTask(taskId, null), TaskState.class);
        if (task == null) {
            throw RejectedException.notFound();
        }
        if (!task.ownerId().equals(caller.userId())) {
            throw RejectedException.forbidden();
        }
        LogParameters reader = new LogParameters(parameters, caller.zone());
        Integer limit = reader.limit(PAGE_MAXIMUM);
        Long cursor = reader.number("cursor");
        Long after = cursor == null ? reader.number("after") : cursor;
        boolean proof = reader.flag("proof");
        reader.check();
        TaskHistory history = queries.ask(
                new ListTaskHistory(
                        taskId, after == null ? 0 : after + 1, Objects.requireNonNullElse(limit, PAGE_MAXIMUM)),
                TaskHistory.class);
        String next = history.next() == null ? null : Long.toString(history.next() - 1);
        return NextPage.ok(next, "after")
                .body(new HistoryResponse(taskId.toString(), responses.of(history.events(), false, proof), next));
    }

    /** @param nextCursor pass as {@code cursor} for the next page; absent on the last */
    @Schema(name = "TaskHistory")
    record HistoryResponse(
            @JsonProperty("task_id") @Schema(format = "uuid")
            String taskId,

            List<EventResponse> events,

            @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("next_cursor") @Nullable
            String nextCursor) {}
}
