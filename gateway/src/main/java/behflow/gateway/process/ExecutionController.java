package behflow.gateway.process;

import behflow.api.kernel.RejectedException;
import behflow.api.process.ExecutionState;
import behflow.api.process.command.CancelExecution;
import behflow.api.process.command.ExecuteProcess;
import behflow.api.process.query.DecisionPage;
import behflow.api.process.query.ExecutionPage;
import behflow.api.process.query.FindTrace;
import behflow.api.process.query.ListDecisions;
import behflow.api.process.query.ListExecutions;
import behflow.api.process.query.Rehearsal;
import behflow.api.process.query.RehearseProcess;
import behflow.api.process.query.Trace;
import behflow.gateway.kernel.Caller;
import behflow.gateway.kernel.CommandDoor;
import behflow.gateway.kernel.QueryDoor;
import behflow.gateway.kernel.RequestIds;
import behflow.gateway.kernel.Takes;
import behflow.gateway.kernel.WholeNumbers;
import behflow.gateway.task.TaskQueryParameters;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Objects;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Running processes, and what their runs did. */
@RestController
@RequestMapping("/api/v1/processes/{processId}")
@Tag(name = "Automated Processes")
class ExecutionController {

    private static final int PAGE = 50;
    private static final int TRACE = 1_000;

    private final CommandDoor commands;
    private final QueryDoor queries;
    private final Processes processes;

    ExecutionController(CommandDoor commands, QueryDoor queries, Processes processes) {
        this.commands = commands;
        this.queries = queries;
        this.processes = processes;
    }

    @PostMapping("/execute")
    @Takes("dry_run")
    @Operation(
            summary = "Execute a process manually",
            description =
                    "Answers when the run is over, or after a short wait as it stands. With `dry_run=true` nothing"
                            + " is changed, and `changes` is exactly what a run would change.")
    ResponseEntity<ExecutionResponse> execute(
            Caller caller,
            @PathVariable UUID processId,
            @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters) {
        processes.visible(caller, processId);
        if (dryRun(caller, parameters)) {
            return ResponseEntity.ok(ExecutionResponse.of(
                    queries.ask(new RehearseProcess(processId, caller.userId()), Rehearsal.class)));
        }
        ExecutionState run = commands.send(new ExecuteProcess(processId, caller.userId()), caller.origin());
        return answer(run);
    }

    @GetMapping("/executions")
    @Takes(
            value = {"limit", "cursor"},
            most = TaskQueryParameters.LIMIT_MAXIMUM,
            standard = PAGE)
    @Operation(summary = "List the runs of a process for the caller", description = "Newest first.")
    ExecutionListResponse list(
            Caller caller,
            @PathVariable UUID processId,
            @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters) {
        processes.visible(caller, processId);
        TaskQueryParameters reader = new TaskQueryParameters(parameters, caller.zone());
        ListExecutions query = new ListExecutions(
                caller.userId(), processId, Objects.requireNonNullElse(reader.limit(), PAGE), reader.cursor());
        reader.check();
        ExecutionPage page = queries.ask(query, ExecutionPage.class);
        return new ExecutionListResponse(
                page.executions().stream().map(ExecutionResponse::of).toList(), page.nextCursor());
    }

    @GetMapping("/executions/{executionId}")
    @Takes(
            value = {"after", "limit"},
            most = TaskQueryParameters.LIMIT_MAXIMUM,
            standard = TRACE)
    @Operation(
            summary = "Get a run with its trace",
            description = "Why it ran, what it changed and what it left alone; `after` continues a long trace.")
    ExecutionResponse get(
            Caller caller,
            @PathVariable UUID processId,
            @PathVariable UUID executionId,
            @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters) {
        ExecutionState run = processes.run(caller, processId, executionId);
        TaskQueryParameters reader = new TaskQueryParameters(parameters, caller.zone());
        Long after = reader.text("after", ExecutionController::position);
        Integer limit = reader.limit();
        reader.check();
        Trace trace = queries.ask(
                new FindTrace(caller.userId(), executionId, after == null ? 0 : after, limit == null ? TRACE : limit),
                Trace.class);
        return ExecutionResponse.of(run, trace);
    }

    @PostMapping("/executions/{executionId}/cancel")
    @Operation(
            summary = "Cancel a run",
            description = "What it has changed stays, and can be undone by its correlation_id. A run that is over stays"
                    + " as it is.")
    ResponseEntity<ExecutionResponse> cancel(
            Caller caller, @PathVariable UUID processId, @PathVariable UUID executionId) {
        return answer(commands.send(new CancelExecution(processId, executionId, caller.userId()), caller.origin()));
    }

    @GetMapping("/decisions")
    @Takes(
            value = {"limit", "cursor"},
            most = TaskQueryParameters.LIMIT_MAXIMUM,
            standard = PAGE)
    @Operation(
            summary = "List what the triggers of a process decided against",
            description = "Newest first, those of the last 30 days.")
    DecisionListResponse decisions(
            Caller caller,
            @PathVariable UUID processId,
            @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters) {
        processes.visible(caller, processId);
        TaskQueryParameters reader = new TaskQueryParameters(parameters, caller.zone());
        ListDecisions query = new ListDecisions(
                caller.userId(), processId, Objects.requireNonNullElse(reader.limit(), PAGE), reader.cursor());
        reader.check();
        return DecisionListResponse.of(queries.ask(query, DecisionPage.class));
    }

    private static ResponseEntity<ExecutionResponse> answer(ExecutionState run) {
        return ResponseEntity.ok()
                .header(RequestIds.CORRELATION_HEADER, run.executionId().toString())
                .body(ExecutionResponse.of(run));
    }

    private boolean dryRun(Caller caller, MultiValueMap<String, String> parameters) {
        TaskQueryParameters reader = new TaskQueryParameters(parameters, caller.zone());
        Boolean dry = reader.text("dry_run", raw -> switch (raw) {
            case "true" -> true;
            case "false" -> false;
            default -> throw RejectedException.invalid("dry_run", "dry_run must be true or false.");
        });
        reader.check();
        return Boolean.TRUE.equals(dry);
    }

    private static Long position(String raw) {
        Long position = WholeNumbers.parse(raw);
        if (position == null) {
            throw RejectedException.invalid("after", "after must be a position in the log.");
        }
        return position;
    }
}
