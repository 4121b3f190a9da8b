package behflow.gateway.chat.tools;

import behflow.api.kernel.RejectedException;
import behflow.api.task.TaskState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** All tools, and the one way to call them. */
@Component
public class ToolCatalogue {

    private final TaskReadingTools reading;
    private final Map<String, Tool> tools = new LinkedHashMap<>();

    ToolCatalogue(
            TaskReadingTools reading,
            TaskInsightTools insight,
            TaskChangingTools changing,
            RepeatTool repeat,
            UndoTool undo,
            ProcessTools processes) {
        this.reading = reading;
        Stream.of(
                        changing.tools(),
                        reading.tools(),
                        insight.tools(),
                        List.of(repeat.tool(), undo.tool()),
                        processes.tools())
                .flatMap(List::stream)
                .forEach(tool -> tools.put(tool.name(), tool));
    }

    /** In the order in which they are shown. */
    public List<Tool> tools() {
        return List.copyOf(tools.values());
    }

    /** As {@link #tools}, for a conversation: there the user confirms by what they say, not a model by an argument. */
    public List<Tool> conversational() {
        return tools.values().stream().map(ToolCatalogue::withoutConfirmed).toList();
    }

    private static Tool withoutConfirmed(Tool tool) {
        return new Tool(
                tool.name(),
                tool.title(),
                tool.description(),
                tool.parameters().stream()
                        .filter(parameter -> !parameter.name().equals(TaskChangingTools.CONFIRMED))
                        .toList(),
                tool.output(),
                tool.hints(),
                tool.work());
    }

    /**
     * Calls a tool for the turn's user.
     *
     * @param json the arguments
     * @throws RejectedException where it can't be done; the detail is a sentence that a model can use
     */
    public ObjectNode call(Tool tool, String json, Turn turn) {
        try {
            ObjectNode result = tool.work()
                    .call(turn, Arguments.of(tool, json, turn.caller().zone()));
            turn.called(tool.name(), outcome(result));
            return result;
        } catch (RejectedException e) {
            turn.called(tool.name(), "refused, " + e.code().name().toLowerCase(Locale.ROOT));
            throw e;
        }
    }

    /** Does what the user has confirmed. Tasks that are gone meanwhile end it with a refusal. */
    public ObjectNode call(Plan.Call call, Turn turn) {
        Tool tool = tools.get(call.tool());
        if (tool == null) {
            throw RejectedException.conflict("There is no such tool any more");
        }
        return call(tool, call.arguments(), turn);
    }

    /** Tries a call out. The turn has not made it, and nothing is changed. */
    public Rehearsed rehearsed(Plan.Call call, Turn turn) {
        Tool tool = tools.get(call.tool());
        if (tool == null) {
            return Rehearsed.refused(call, call.tool(), "There is no such tool any more");
        }
        try {
            Arguments arguments =
                    Arguments.of(tool, call.arguments(), turn.caller().zone());
            ObjectNode answer = tool.work().call(Turn.of(turn.caller(), turn.origin()), arguments.dry());
            List<UUID> ids = new ArrayList<>(arguments.has("task_ids") ? arguments.ids("task_ids") : List.of());
            if (arguments.has("task_id")) {
                ids.add(arguments.id("task_id"));
            }
            List<JsonNode> named = new ArrayList<>();
            for (UUID id : ids.subList(0, Math.min(ids.size(), Rehearsed.NAMED))) {
                named.add(TaskJson.of(reading.own(turn, id), turn.caller().zone()));
            }
            ObjectNode same = arguments.same();
            if (answer.has("undone")) {
                same.set("correlation_id", answer.get("undone"));
            }
            return new Rehearsed(new Plan.Call(tool.name(), same.toString()), tool.title(), same, named, answer, null);
        } catch (RejectedException e) {
            return Rehearsed.refused(call, tool.title(), e.detail());
        }
    }

    /** The tasks that {@code list_tasks} finds with these arguments, all of them; the turn has not called it. */
    public Set<UUID> ids(Turn turn, String json) {
        Tool tool = tools.get("list_tasks");
        return reading.find(turn, Arguments.of(tool, json, turn.caller().zone())).stream()
                .map(TaskState::taskId)
                .collect(Collectors.toSet());
    }

    private static String outcome(ObjectNode result) {
        if (result.has("outcome")) {
            String tasks =
                    result.has("tasks") ? ", tasks: " + result.path("tasks").size() : "";
            return result.path("outcome").stringValue() + tasks;
        }
        return result.has("count") ? result.path("count").asInt() + " found" : "done";
    }
}
