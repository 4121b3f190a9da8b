package behflow.gateway.process;

import behflow.api.kernel.Ids;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.api.process.ProcessState;
import behflow.api.process.command.ChangeProcess;
import behflow.api.process.command.CreateProcess;
import behflow.api.process.command.DeleteProcess;
import behflow.api.process.query.ActionDescriptions;
import behflow.api.process.query.ListActions;
import behflow.api.process.query.ListProcesses;
import behflow.api.process.query.ProcessPage;
import behflow.api.process.query.ProcessView;
import behflow.gateway.kernel.Caller;
import behflow.gateway.kernel.CommandDoor;
import behflow.gateway.kernel.JsonBody;
import behflow.gateway.kernel.NextPage;
import behflow.gateway.kernel.QueryDoor;
import behflow.gateway.kernel.RequestIds;
import behflow.gateway.kernel.Takes;
import behflow.gateway.task.TaskQueryParameters;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.Objects;
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
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The specification's "Automated Processes", and making one's own. */
@RestController
@RequestMapping("/api/v1/processes")
@Tag(name = "Automated Processes")
class ProcessController {

    private static final int RACES = 5;

    private final CommandDoor commands;
    private final QueryDoor queries;
    private final Processes processes;

    ProcessController(CommandDoor commands, QueryDoor queries, Processes processes) {
        this.commands = commands;
        this.queries = queries;
        this.processes = processes;
    }

    @GetMapping
    @Takes(
            value = {"limit", "cursor"},
            most = TaskQueryParameters.LIMIT_MAXIMUM)
    @Operation(
            summary = "List automated processes",
            description = "The built-in ones and the caller's own, in the order in which they were made.")
    ResponseEntity<ProcessListResponse> list(
            Caller caller, @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters) {
        TaskQueryParameters reader = new TaskQueryParameters(parameters, caller.zone());
        ListProcesses query = new ListProcesses(caller.userId(), reader.limit(), reader.cursor());
        reader.check();
        ProcessPage page = queries.ask(query, ProcessPage.class);
        return NextPage.ok(page.nextCursor())
                .body(new ProcessListResponse(
                        page.processes().stream()
                                .map(view -> ProcessResponse.of(view, caller.zone()))
                                .toList(),
                        page.nextCursor()));
    }

    @GetMapping("/actions")
    @Operation(summary = "List actions", description = "What processes can do, with a JSON Schema of the parameters.")
    ActionDescriptions actions() {
        return queries.ask(new ListActions(), ActionDescriptions.class);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Create a process", description = "Name and action are required.")
    @RequestBody(content = @Content(schema = @Schema(implementation = ProcessRequest.class)))
    ResponseEntity<ProcessResponse> create(
            Caller caller,
            @org.springframework.web.bind.annotation.RequestBody(required = false) byte @Nullable [] body) {
        ProcessRequests.Fields fields = JsonBody.read(body, caller.zone(), ProcessRequests::create);
        CreateProcess command = new CreateProcess(
                Ids.newId(caller.userId()),
                caller.userId(),
                Objects.requireNonNull(fields.name(), "Required when read"),
                fields.description() == null
                        ? ""
                        : Objects.requireNonNullElse(fields.description().value(), ""),
                fields.rule(caller.zone().getId()),
                !Boolean.FALSE.equals(fields.active()));
        Origin origin = caller.origin();
        ProcessState process = commands.send(command, origin);
        return written(ResponseEntity.created(URI.create("/api/v1/processes/" + process.processId())), origin, process)
                .body(ProcessResponse.of(new ProcessView(process, null), caller.zone()));
    }

    @GetMapping("/{processId}")
    @Operation(summary = "Get a process", description = "One of the caller's own, or a built-in one.")
    ProcessResponse get(Caller caller, @PathVariable UUID processId, HttpServletResponse response) {
        ProcessView view = processes.visible(caller, processId);
        // By hand: an entity with an ETag may be answered with 304, but the last execution changes without the version.
        response.setHeader(HttpHeaders.ETAG, "\"" + view.state().version() + "\"");
        return ProcessResponse.of(view, caller.zone());
    }

    @PutMapping("/{processId}")
    @Operation(
            summary = "Change a process",
            description = "Absent fields keep their value. Built-in processes can't be changed.")
    @RequestBody(content = @Content(schema = @Schema(implementation = ProcessRequest.class)))
    ResponseEntity<ProcessResponse> update(
            Caller caller,
            @PathVariable UUID processId,
            @org.springframework.web.bind.annotation.RequestBody(required = false) byte @Nullable [] body) {
        ProcessRequests.Fields fields =
                JsonBody.read(body, caller.zone(), ProcessRequests::change, () -> processes.own(caller, processId));
        Origin origin = caller.origin();
        for (int race = 1; ; race++) {
            ProcessView seen = processes.own(caller, processId);
            try {
                ProcessState process = commands.send(
                        new ChangeProcess(
                                processId,
                                caller.userId(),
                                fields.change(seen.state().rule()),
                                seen.state().version()),
                        origin);
                return written(ResponseEntity.ok(), origin, process)
                        .body(ProcessResponse.of(new ProcessView(process, seen.lastExecution()), caller.zone()));
            } catch (RejectedException e) {
                // Changed between reading and writing: what the client said goes on top of that.
                if (e.code() != RejectionCode.PRECONDITION_FAILED || race == RACES) {
                    throw e;
                }
            }
        }
    }

    @DeleteMapping("/{processId}")
    @Operation(summary = "Delete a process", description = "Its runs and their trace stay.")
    ResponseEntity<Void> delete(Caller caller, @PathVariable UUID processId) {
        processes.own(caller, processId);
        Origin origin = caller.origin();
        commands.send(new DeleteProcess(processId, caller.userId(), null), origin);
        return ResponseEntity.noContent()
                .header(RequestIds.CORRELATION_HEADER, origin.correlationId().toString())
                .build();
    }

    private static ResponseEntity.BodyBuilder written(
            ResponseEntity.BodyBuilder response, Origin origin, ProcessState process) {
        return response.eTag(Long.toString(process.version()))
                .header(RequestIds.CORRELATION_HEADER, origin.correlationId().toString());
    }
}
