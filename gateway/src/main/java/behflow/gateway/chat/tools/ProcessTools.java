package behflow.gateway.chat.tools;

import behflow.api.kernel.RejectedException;
import behflow.api.process.ExecutionState;
import behflow.api.process.ProcessState;
import behflow.api.process.command.ExecuteProcess;
import behflow.api.process.query.FindProcess;
import behflow.api.process.query.ListProcesses;
import behflow.api.process.query.PlannedChange;
import behflow.api.process.query.ProcessPage;
import behflow.api.process.query.ProcessView;
import behflow.api.process.query.Rehearsal;
import behflow.api.process.query.RehearseProcess;
import behflow.gateway.chat.tools.Tool.Hints;
import behflow.gateway.kernel.CommandDoor;
import behflow.gateway.kernel.Instants;
import behflow.gateway.kernel.QueryDoor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tools for the processes that the user sees: the built-in ones and their own. */
@Component
class ProcessTools {

    private static final Map<String, Object> PROCESS = TaskJson.object(
            Map.of(
                    "process_id",
                    TaskJson.type("string"),
                    "name",
                    TaskJson.type("string", "null"),
                    "description",
                    TaskJson.type("string", "null"),
                    "action",
                    TaskJson.type("string"),
                    "trigger_type",
                    TaskJson.type("string"),
                    "schedule",
                    TaskJson.type("string"),
                    "is_active",
                    TaskJson.type("boolean"),
                    "last_execution",
                    TaskJson.type("string")),
            "process_id",
            "name",
            "action",
            "trigger_type",
            "is_active");

    private final CommandDoor commands;
    private final QueryDoor queries;

    ProcessTools(CommandDoor commands, QueryDoor queries) {
        this.commands = commands;
        this.queries = queries;
    }

    List<Tool> tools() {
        return List.of(
                new Tool(
                        "list_processes",
                        "List processes",
                        "List the automated processes.",
                        List.of(),
                        TaskJson.object(Map.of("processes", TaskJson.array(PROCESS)), "processes"),
                        Hints.READS,
                        this::list),
                new Tool(
                        "run_process",
                        "Run a process",
                        "Run an automated process now, on the user's tasks. Changing more than 10, and erasing conversations, needs the"
                                + " user's yes.",
                        List.of(
                                Parameter.text("process_id", "").needed(),
                                TaskChangingTools.DRY,
                                TaskChangingTools.SURE),
                        TaskJson.object(
                                Map.of(
                                        "outcome",
                                        TaskJson.type("string"),
                                        "name",
                                        TaskJson.type("string", "null"),
                                        "status",
                                        TaskJson.type("string"),
                                        "message",
                                        TaskJson.type("string"),
                                        "changed",
                                        TaskJson.type("integer"),
                                        "conversations",
                                        TaskJson.type("integer"),
                                        "correlation_id",
                                        TaskJson.type("string")),
                                "outcome",
                                "status",
                                "message",
                                "changed"),
                        Hints.RUNS,
                        this::run));
    }

    private ObjectNode list(Turn turn, Arguments arguments) {
        ProcessPage page = queries.ask(new ListProcesses(turn.caller().userId(), null, null), ProcessPage.class);
        ArrayNode array = Arguments.JSON.createArrayNode();
        for (ProcessView view : page.processes()) {
            ProcessState process = view.state();
            ObjectNode node = array.addObject();
            node.put("process_id", process.processId().toString());
            node.put("name", process.name());
            node.put("description", process.description());
            node.put("action", process.rule().action());
            node.put("trigger_type", process.rule().triggerType());
            if (process.rule().schedule() != null) {
                node.put("schedule", process.rule().schedule());
            }
            node.put("is_active", process.active());
            if (view.lastExecution() != null) {
                node.put("last_execution", Instants.micros(view.lastExecution()));
            }
        }
        ObjectNode result = Arguments.JSON.createObjectNode();
        result.set("processes", array);
        return result;
    }

    private ObjectNode run(Turn turn, Arguments arguments) {
        UUID user = turn.caller().userId();
        UUID processId = arguments.id("process_id");
        ProcessView view = queries.find(new FindProcess(processId, user), ProcessView.class);
        if (view == null
                || view.state().deleted()
                || !view.state().builtIn() && !view.state().ownerId().equals(user)) {
            throw RejectedException.notFound();
        }
        boolean dryRun = arguments.flag(TaskChangingTools.DRY_RUN);
        if (dryRun || !arguments.flag(TaskChangingTools.CONFIRMED)) {
            Rehearsal rehearsal = queries.ask(new RehearseProcess(processId, user), Rehearsal.class);
            int changes = (int) rehearsal.changes().stream()
                    .map(PlannedChange::taskId)
                    .filter(Objects::nonNull)
                    .distinct()
                    .count();
            int conversations = (int) rehearsal.changes().stream()
                    .filter(change -> change.changes().containsKey("session"))
                    .count();
            if (dryRun) {
                return answer(TaskChangingTools.DRY_RUN, view, rehearsal.execution(), changes, conversations);
            }
            if (turn.mustAsk(changes) || conversations > 0 && turn.mustAsk()) {
                turn.propose("run_process", arguments.same().toString());
                return answer("needs_confirmation", view, rehearsal.execution(), changes, conversations);
            }
        }
        ExecutionState run = turn.during(() -> {
            turn.ran(0);
            ExecutionState ended = commands.send(new ExecuteProcess(processId, user), turn.origin());
            turn.ran(Math.toIntExact(ended.counts().changed()));
            return ended;
        });
        ObjectNode result =
                answer("done", view, run, Math.toIntExact(run.counts().changed()), 0);
        result.put("correlation_id", run.executionId().toString());
        return result;
    }

    private static ObjectNode answer(
            String outcome, ProcessView process, ExecutionState run, int changed, int conversations) {
        ObjectNode result = Arguments.JSON.createObjectNode();
        result.put("outcome", outcome);
        result.put("name", process.state().name());
        result.put("status", run.status().wire());
        result.put("message", run.message());
        result.put("changed", changed);
        if (conversations > 0) {
            result.put("conversations", conversations);
        }
        return result;
    }
}
