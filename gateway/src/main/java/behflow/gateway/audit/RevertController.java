package behflow.gateway.audit;

import behflow.api.audit.OnConflict;
import behflow.api.audit.TaskAspect;
import behflow.api.audit.UndoReport;
import behflow.api.audit.command.RevertCause;
import behflow.api.audit.command.RevertTask;
import behflow.api.audit.query.Cause;
import behflow.api.audit.query.FindCause;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RejectedException;
import behflow.api.task.TaskField;
import behflow.api.task.TaskState;
import behflow.api.task.command.RestoreTask;
import behflow.api.task.query.FindTask;
import behflow.gateway.kernel.Caller;
import behflow.gateway.kernel.CommandDoor;
import behflow.gateway.kernel.JsonBody;
import behflow.gateway.kernel.JsonFields;
import behflow.gateway.kernel.QueryDoor;
import behflow.gateway.kernel.RequestIds;
import behflow.gateway.task.TaskResponse;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Undo: of a cause, and of a task to one of its versions. All of it is new events; nothing is rewritten. */
@RestController
@Tag(name = "History")
class RevertController {

    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.US_ASCII);
    private static final List<String> POLICIES =
            Arrays.stream(OnConflict.values()).map(OnConflict::wire).toList();
    private static final List<String> ASPECTS =
            Arrays.stream(TaskAspect.values()).map(TaskAspect::wire).toList();
    private static final List<String> FIELDS =
            Arrays.stream(TaskField.values()).map(TaskField::wire).toList();

    private final CommandDoor commands;
    private final QueryDoor queries;
    private final UndoResponses responses;

    RevertController(CommandDoor commands, QueryDoor queries, UndoResponses responses) {
        this.commands = commands;
        this.queries = queries;
        this.responses = responses;
    }

    @PostMapping("/api/v1/changes/{correlationId}/revert")
    @Operation(
            summary = "Undo what one cause did",
            description = "Takes back, as one, all that a request, chat turn or process run did to the caller's tasks."
                    + " Where someone else has written since, `on_conflict` says whether that is kept, overridden"
                    + " (`force`) or makes all of it fail (409). `dry_run` lists exactly what would happen. The undo has"
                    + " a cause of its own; undoing that is the redo.")
    @RequestBody(content = @Content(schema = @Schema(implementation = RevertBodies.Cause.class)))
    ResponseEntity<UndoResponses.Report> revertCause(
            Caller caller,
            @PathVariable UUID correlationId,
            @org.springframework.web.bind.annotation.RequestBody(required = false) byte @Nullable [] body) {
        RevertCause command = JsonBody.read(
                body == null || body.length == 0 ? EMPTY : body,
                caller.zone(),
                fields -> revertCause(fields, caller.userId(), correlationId),
                () -> known(caller, correlationId));
        Origin origin = caller.origin().causedBy(correlationId);
        UndoReport report = commands.send(command, origin);
        ResponseEntity.BodyBuilder response = ResponseEntity.ok();
        if (!command.dryRun()) {
            response.header(
                    RequestIds.CORRELATION_HEADER, origin.correlationId().toString());
        }
        return response.body(responses.of(report));
    }

    @PostMapping("/api/v1/tasks/{taskId}/revert")
    @Operation(
            summary = "Set a task to one of its versions",
            description = "The whole task, also whether it is deleted; or only some fields of a live one.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = RevertBodies.Task.class)))
    ResponseEntity<TaskResponse> revertTask(
            Caller caller,
            @PathVariable UUID taskId,
            @org.springframework.web.bind.annotation.RequestBody(required = false) byte @Nullable [] body) {
        RevertTask command = JsonBody.read(
                body,
                caller.zone(),
                fields -> new RevertTask(
                        taskId,
                        caller.userId(),
                        fields.required("version", JsonFields.integer("version", 0, Integer.MAX_VALUE)),
                        fields.optional("fields", names(TaskField::parse, FIELDS))),
                () -> own(caller, taskId));
        Origin origin = caller.origin();
        TaskState task = commands.send(command, origin);
        return written(origin, task, caller);
    }

    @PostMapping("/api/v1/tasks/{taskId}/restore")
    @Operation(
            summary = "Restore a deleted task",
            description = "It comes back as it was; nothing happens to a live one. 409 where its text was erased.")
    ResponseEntity<TaskResponse> restore(Caller caller, @PathVariable UUID taskId) {
        Origin origin = caller.origin();
        TaskState task = commands.send(new RestoreTask(taskId, caller.userId()), origin);
        return written(origin, task, caller);
    }

    private static RevertCause revertCause(JsonFields fields, UUID owner, UUID correlationId) {
        OnConflict onConflict =
                fields.optional("on_conflict", JsonFields.oneOf("on_conflict", OnConflict::parse, POLICIES));
        Set<TaskAspect> aspects = fields.optional("fields", names(TaskAspect::parse, ASPECTS));
        Boolean dryRun = fields.optional("dry_run", JsonFields.bool("dry_run"));
        Long ifPosition = fields.optional("if_position", JsonFields.integer("if_position", 0, Long.MAX_VALUE));
        return new RevertCause(
                owner,
                correlationId,
                Objects.requireNonNullElse(onConflict, OnConflict.KEEP),
                aspects,
                Boolean.TRUE.equals(dryRun),
                ifPosition);
    }

    /** A list of names of fields, at least one. */
    private static <E> JsonFields.Reader<Set<E>> names(Function<String, Optional<E>> parse, List<String> allowed) {
        return node -> {
            Set<E> values = new LinkedHashSet<>();
            JsonFields.texts("fields", names -> names)
                    .apply(node)
                    .forEach(name -> values.add(parse.apply(name)
                            .orElseThrow(() -> RejectedException.invalid(
                                    "fields", "fields must be some of %s.".formatted(String.join(", ", allowed))))));
            if (values.isEmpty()) {
                throw RejectedException.invalid("fields", "fields must name at least one field.");
            }
            return values;
        };
    }

    private static ResponseEntity<TaskResponse> written(Origin origin, TaskState task, Caller caller) {
        return ResponseEntity.ok()
                .eTag(Long.toString(task.version()))
                .header(RequestIds.CORRELATION_HEADER, origin.correlationId().toString())
                .body(TaskResponse.of(task, caller.zone()));
    }

    private void known(Caller caller, UUID correlationId) {
        if (queries.find(new FindCause(caller.userId(), correlationId, 1, null), Cause.class) == null) {
            throw RejectedException.notFound();
        }
    }

    private void own(Caller caller, UUID taskId) {
        TaskState task = queries.find(new FindTask(taskId, null), TaskState.class);
        if (task == null) {
            throw RejectedException.notFound();
        }
        if (!task.ownerId().equals(caller.userId())) {
            throw RejectedException.forbidden();
        }
    }
}
