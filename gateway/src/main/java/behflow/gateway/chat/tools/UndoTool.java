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

    private static final String CORRELATION_ID = "correlation_id";
    /** Of the tasks, so many are in the answer. */
    private static final int SHOWN = 50;

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
                        + " its own last one if there is one. Fails where the same was changed since. More than 10 tasks need"
                        + " the user's yes.",
                List.of(
                        Parameter.text(CORRELATION_ID, "of what to undo"),
                        TaskChangingTools.DRY,
                        TaskChangingTools.SURE),
                TaskJson.object(
                        Map.of(
                                "outcome",
                                TaskJson.type("string"),
                                "undone",
                                TaskJson.type("string"),
                                CORRELATION_ID,
                                TaskJson.type("string"),
                                "count",
                                TaskJson.type("integer"),
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
        boolean agreed = arguments.flag(TaskChangingTools.CONFIRMED);
        if (agreed && !arguments.has(CORRELATION_ID)) {
            throw RejectedException.invalid(
                    CORRELATION_ID, "Say by correlation_id which change the user has agreed to undo.");
        }
        UUID cause = arguments.has(CORRELATION_ID) ? arguments.id(CORRELATION_ID) : last(turn);
        boolean dryRun = arguments.flag(TaskChangingTools.DRY_RUN);
        Origin origin = turn.origin().causedBy(cause);
        if (dryRun || !agreed && turn.mustAsk()) {
            UndoReport would = commands.send(new RevertCause(owner, cause, OnConflict.FAIL, null, true, null), origin);
            if (dryRun) {
                return answer(turn, TaskChangingTools.DRY_RUN, cause, would);
            }
            if (turn.mustAsk(would.tasks())) {
                // What is the last change now need not be it when the user answers.
                turn.propose("undo_change", Arguments.JSON.writeValueAsString(Map.of(CORRELATION_ID, cause)));
                return answer(turn, "needs_confirmation", cause, would);
            }
        }
        ObjectNode result = turn.during(() -> {
            UndoReport reverted =
                    commands.send(new RevertCause(owner, cause, OnConflict.FAIL, null, false, null), origin);
            turn.undid();
            return answer(turn, "done", cause, reverted);
        });
        return result.put(CORRELATION_ID, origin.correlationId().toString());
    }

    private ObjectNode answer(Turn turn, String outcome, UUID cause, UndoReport report) {
        List<UndoneField> undone = report.changes().stream()
                .filter(change -> change.outcome() == Outcome.REVERTED)
                .toList();
        Set<UUID> touched = undone.stream()
                .map(UndoneField::taskId)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        ArrayNode tasks = Arguments.JSON.createArrayNode();
        touched.stream().limit(SHOWN).forEach(id -> {
            TaskState task = queries.find(new FindTask(id, null), TaskState.class);
            if (task != null) {
                if (outcome.equals("done")) {
                    turn.changed(task);
                } else {
                    turn.touched(task);
                }
                tasks.add(TaskJson.of(task, turn.caller().zone()));
            }
        });
        ObjectNode result = Arguments.JSON.createObjectNode();
        result.put("outcome", outcome);
        result.put("undone", cause.toString());
        result.put("count", report.tasks());
        result.set("tasks", tasks);
        result.set(
                "fields",
                Arguments.JSON.valueToTree(
                        undone.stream().map(UndoneField::field).distinct().toList()));
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
