package behflow.gateway.task;

import behflow.api.kernel.RejectedException;
import behflow.api.task.TaskChange;
import behflow.api.task.TaskState;
import behflow.api.task.command.ChangeTask;
import behflow.api.task.command.CreateTask;
import behflow.api.task.command.DeleteTask;
import behflow.api.task.query.FindTask;
import behflow.api.task.query.ListTasks;
import behflow.api.task.query.PointInTime;
import behflow.api.task.query.TaskPage;
import behflow.gateway.kernel.Caller;
import behflow.gateway.kernel.CommandDoor;
import behflow.gateway.kernel.JsonBody;
import behflow.gateway.kernel.LogParameters;
import behflow.gateway.kernel.NextPage;
import behflow.gateway.kernel.QueryDoor;
import behflow.gateway.kernel.Takes;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The specification's "Tasks". */
@RestController
@RequestMapping("/api/v1/tasks")
@Tag(name = "Tasks")
class TaskController {

    private final CommandDoor commands;
    private final QueryDoor queries;
    private final Clock clock;

    TaskController(CommandDoor commands, QueryDoor queries, Clock clock) {
        this.commands = commands;
        this.queries = queries;
        this.clock = clock;
    }

    @GetMapping
    @Takes(
            taskFilters = true,
            value = {"sort", "limit", "cursor", "as_of", "as_of_position"},
            most = TaskQueryParameters.LIMIT_MAXIMUM)
    @Operation(summary = "List tasks", description = "Every live task of the caller, newest first.")
    ResponseEntity<TaskListResponse> list(
            Caller caller, @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters) {
        TaskQueryParameters reader = new TaskQueryParameters(parameters, caller.zone());
        LogParameters past = new LogParameters(parameters, caller.zone());
        ListTasks query = new ListTasks(
                caller.userId(),
                reader.filter(clock.instant()),
                reader.sort(),
                past.asOf(),
                reader.limit(),
                reader.cursor());
        reader.check();
        past.check();
        TaskPage page = queries.ask(query, TaskPage.class);
        ZoneId zone = caller.zone();
        return NextPage.ok(page.nextCursor())
                .body(new TaskListResponse(
                        page.tasks().stream()
                                .map(task -> TaskResponse.of(task, zone))
                                .toList(),
                        page.nextCursor()));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Create a task", description = "Only the name is required.")
    @RequestBody(required = true, content = @Content(schema = @Schema(ref = "#/components/schemas/CreateTaskRequest")))
    TaskResponse create(
            Caller caller,
            @org.springframework.web.bind.annotation.RequestBody(required = false) byte @Nullable [] body,
            HttpServletResponse response) {
        CreateTask command = JsonBody.read(body, caller.zone(), fields -> TaskRequests.create(fields, caller));
        TaskState task = commands.send(command, caller.origin());
        response.setHeader(HttpHeaders.LOCATION, "/api/v1/tasks/" + task.taskId());
        return answer(task, caller, response);
    }

    @GetMapping("/{taskId}")
    @Takes({"version", "as_of", "as_of_position"})
    @Operation(
            summary = "Get a task",
            description =
                    "The whole task; the ETag is its version. With `version`, `as_of` or `as_of_position`: as it was.")
    TaskResponse get(
            Caller caller,
            @PathVariable UUID taskId,
            @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters,
            HttpServletResponse response) {
        TaskState task = own(caller, taskId);
        LogParameters past = new LogParameters(parameters, caller.zone());
        PointInTime asOf = past.asOfOneTask();
        past.check();
        if (asOf != null) {
            task = queries.find(new FindTask(taskId, asOf), TaskState.class);
        }
        if (task == null || task.deleted()) {
            throw RejectedException.notFound();
        }
        return answer(task, caller, response);
    }

    @PutMapping("/{taskId}")
    @Operation(
            summary = "Change a task",
            description = "Absent fields keep their value; null clears due_date, description and tags.")
    @RequestBody(required = true, content = @Content(schema = @Schema(ref = "#/components/schemas/UpdateTaskRequest")))
    TaskResponse update(
            Caller caller,
            @PathVariable UUID taskId,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @org.springframework.web.bind.annotation.RequestBody(required = false) byte @Nullable [] body,
            HttpServletResponse response) {
        TaskChange change = JsonBody.read(body, caller.zone(), TaskRequests::change, () -> live(caller, taskId));
        Long seen = SeenVersion.of(ifMatch, () -> live(caller, taskId));
        TaskState task = commands.send(new ChangeTask(taskId, caller.userId(), change, seen), caller.origin());
        return answer(task, caller, response);
    }

    @DeleteMapping("/{taskId}")
    @Operation(summary = "Delete a task", description = "It can be restored.")
    ResponseEntity<Void> delete(
            Caller caller,
            @PathVariable UUID taskId,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        Long seen = SeenVersion.of(ifMatch, () -> live(caller, taskId));
        commands.send(new DeleteTask(taskId, caller.userId(), seen), caller.origin());
        return ResponseEntity.noContent().build();
    }

    /**
     * By hand: a {@code ResponseEntity} with an ETag may be answered with 304, but days depend on the zone and erasures change
     * the past; and its headers are written twice, which is dear where each request has some. A write's correlation id is the
     * request's own.
     */
    private static TaskResponse answer(TaskState task, Caller caller, HttpServletResponse response) {
        response.setHeader(HttpHeaders.ETAG, "\"" + task.version() + "\"");
        return TaskResponse.of(task, caller.zone());
    }

    /** @throws RejectedException NOT_FOUND, FORBIDDEN */
    private TaskState own(Caller caller, UUID taskId) {
        TaskState task = queries.find(new FindTask(taskId, null), TaskState.class);
        if (task == null) {
            throw RejectedException.notFound();
        }
        if (!task.ownerId().equals(caller.userId())) {
            throw RejectedException.forbidden();
        }
        return task;
    }

    private TaskState live(Caller caller, UUID taskId) {
        TaskState task = own(caller, taskId);
        if (task.deleted()) {
            throw RejectedException.notFound();
        }
        return task;
    }
}
