package behflow.gateway.chat.tools;

import behflow.api.audit.OnConflict;
import behflow.api.audit.Outcome;
import behflow.api.audit.UndoReport;
import behflow.api.audit.UndoneField;
import behflow.api.audit.command.RevertCause;
import behflow.api.audit.query.FindLastChange;
import behflow.api.audit.query.LastChange;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RejectedException;
import behflow.api.task.TaskState;
import behflow.api.task.query.FindTask;
import behflow.gateway.chat.tools.Tool.Hints;
import behflow.gateway.kernel.CommandDoor;
import behflow.gateway.kernel.QueryDoor;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes back all that one cause did, or nothing at all where someone has changed the same since. */
@Component
class UndoTool {

    private final CommandDoor commands;
    private final QueryDoor queries;

    UndoTool(CommandDoor commands, QueryDoor queries) {
        this.commands = commands;
        this.queries = queries;
    }

    Tool tool() {
        return new Tool(
                "undo_change",
                "Undo a change",
                "Undo all that one request, turn or run did to tasks; without an id the last change, in a conversation"
                        + " its own last one if there is one. Fails where the same was changed since.",
                List.of(Parameter.text("correlation_id", "of what to undo"), TaskChangingTools.DRY),
                TaskJson.object(
                        Map.of(
                                "outcome",
                                TaskJson.type("string"),
                                "undone",
                                TaskJson.type("string"),
                                "correlation_id",
                                TaskJson.type("string"),
                                "tasks",
                                TaskJson.array(TaskJson.taskSchema()),
                                "fields",
                                TaskJson.array(TaskJson.type("string"))),
                        "outcome",
                        "undone",
                        "tasks",
                        "fields"),
                Hints.UNDOES,
                this::undo);
    }

    private ObjectNode undo(Turn turn, Arguments arguments) {
        UUID owner = turn.caller().userId();
        UUID cause = arguments.has("correlation_id") ? arguments.id("correlation_id") : last(turn);
        boolean dryRun = arguments.flag(TaskChangingTools.DRY_RUN);
        Origin origin = turn.origin().causedBy(cause);
        UndoReport report = turn.during(
                () -> commands.send(new RevertCause(owner, cause, OnConflict.FAIL, null, dryRun, null), origin));
        if (!dryRun) {
            turn.undid();
        }
        Set<UUID> touched = report.changes().stream()
                .map(UndoneField::taskId)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        ArrayNode tasks = Arguments.JSON.createArrayNode();
        touched.stream().limit(50).forEach(id -> {
            TaskState task = queries.find(new FindTask(id, null), TaskState.class);
            if (task != null) {
                if (dryRun) {
                    turn.touched(task);
                } else {
                    turn.changed(task);
                }
                tasks.add(TaskJson.of(task, turn.caller().zone()));
            }
        });
        ObjectNode result = Arguments.JSON.createObjectNode();
        result.put("outcome", dryRun ? TaskChangingTools.DRY_RUN : "done");
        result.put("undone", cause.toString());
        if (!dryRun) {
            result.put("correlation_id", origin.correlationId().toString());
        }
        result.set("tasks", tasks);
        result.set(
                "fields",
                Arguments.JSON.valueToTree(report.changes().stream()
                        .filter(change -> change.outcome() == Outcome.REVERTED)
                        .map(UndoneField::field)
                        .distinct()
                        .toList()));
        return result;
    }

    private UUID last(Turn turn) {
        UUID owner = turn.caller().userId();
        UUID own = turn.origin().correlationId();
        LastChange change = null;
        if (turn.origin().chatSessionId() != null) {
            change = find(new FindLastChange(owner, turn.origin().chatSessionId(), own));
        }
        if (change == null) {
            change = find(new FindLastChange(owner, null, own));
        }
        if (change == null) {
            throw RejectedException.conflict("There is nothing to undo");
        }
        return change.correlationId();
    }

    private @Nullable LastChange find(FindLastChange query) {
        return queries.find(query, LastChange.class);
    }
}
