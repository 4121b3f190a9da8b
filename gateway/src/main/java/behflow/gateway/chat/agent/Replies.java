package behflow.gateway.chat.agent;

import behflow.gateway.chat.tools.Rehearsed;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What the built-in assistant says of results. */
final class Replies {

    static final String QUESTION = "Shall I? Say yes or no.";
    static final String WHICH = "Several tasks fit. Which one do you mean?";
    /** Ahead of the built-in assistant's answer where a provider was to give it. */
    static final String INSTEAD = "(The language model is not available, so the built-in assistant answers.) ";

    static final String HELP =
            "I can create (also \"every friday at 9\"), list, find, change, complete, delete and restore tasks, group and count them, tell their"
                    + " history, undo, and run processes. For example: \"add buy milk tomorrow at 5pm, high priority, tag home\", \"what is"
                    + " overdue?\", \"mark the reading task as done\", \"push everything due today to Friday\", \"delete the second one\","
                    + " \"undo that\".";

    /** Code points: a name's most. */
    private static final int TEXT_SHOWN = 255;

    private Replies() {}

    static String list(ToolResult result) {
        List<JsonNode> tasks = result.tasks("tasks");
        int count = result.node().path("count").asInt(tasks.size());
        if (tasks.isEmpty()) {
            return "There are no such tasks.";
        }
        String more = count > tasks.size() ? "\n… and " + (count - tasks.size()) + " more." : "";
        return (count == 1 ? "One task:\n" : count + " tasks:\n") + numbered(tasks) + more;
    }

    /** @param verb in the past, such as Changed */
    static String change(ToolResult result, String verb) {
        List<JsonNode> tasks = result.tasks("tasks");
        String many = tasks.size() == 1 ? "one task" : tasks.size() + " tasks";
        return switch (result.node().path("outcome").asString("")) {
            case "needs_confirmation" ->
                "This would " + would(verb) + " " + many + ":\n" + numbered(tasks) + "\n" + QUESTION;
            case "dry_run" -> "This would " + would(verb) + " " + many + ", then:\n" + numbered(tasks);
            default ->
                tasks.size() == 1
                        ? verb + ": " + described(tasks.get(0)) + "."
                        : verb + " " + many + ":\n" + numbered(tasks);
        };
    }

    static String repeated(ToolResult result) {
        String rule = result.node().path("recurrence").asString("");
        String first = result.node().path("first_due").asString("");
        if (result.node().path("outcome").asString("").equals("dry_run")) {
            return "This would create the task again and again (" + rule + "), first due " + first + ".";
        }
        List<JsonNode> tasks = result.tasks("tasks");
        return "It will be created again and again by a process (" + rule + "), first due " + first + "."
                + (tasks.isEmpty() ? "" : " Created for today: " + described(tasks.get(0)) + ".");
    }

    private static String would(String verb) {
        return verb.toLowerCase(Locale.ROOT).replaceAll("d$", "");
    }

    static String statistics(ToolResult result) {
        JsonNode node = result.node();
        StringBuilder text = new StringBuilder("You have " + node.path("total").asInt(0) + " tasks");
        node.path("by_status")
                .properties()
                .forEach(e -> text.append(", ")
                        .append(e.getValue().asInt(0))
                        .append(' ')
                        .append(e.getKey().replace('_', ' ')));
        return text.append("; ")
                .append(node.path("overdue").asInt(0))
                .append(" overdue, ")
                .append(node.path("due_today").asInt(0))
                .append(" due today.")
                .toString();
    }

    static String groups(ToolResult result) {
        StringBuilder text = new StringBuilder();
        int number = 0;
        for (JsonNode group : result.node().path("groups")) {
            if (group.path("count").asInt(0) > 0) {
                text.append(text.isEmpty() ? "" : "\n")
                        .append(group.path("value").asString("").replace('_', ' '))
                        .append(" (")
                        .append(group.path("count").asInt(0))
                        .append("):");
                for (JsonNode task : group.path("tasks")) {
                    text.append('\n').append(++number).append(". ").append(described(task));
                }
            }
        }
        return text.isEmpty() ? "There are no tasks." : text.toString();
    }

    static String history(ToolResult result) {
        StringBuilder text =
                new StringBuilder("History of " + described(result.node().path("task")) + ":");
        for (JsonNode event : result.node().path("events")) {
            text.append("\n- ")
                    .append(event.path("at").asString("").replaceAll("\\.\\d+Z$", "Z"))
                    .append(' ')
                    .append(event.path("type").asString("").replace("task.", "").replace('_', ' '))
                    .append(" by ")
                    .append(event.path("actor").asString(""));
            event.path("changes")
                    .properties()
                    .forEach(change -> text.append(", ")
                            .append(change.getKey())
                            .append(": ")
                            .append(value(change.getValue().path("from")))
                            .append(" → ")
                            .append(value(change.getValue().path("to"))));
        }
        return text.toString();
    }

    private static String value(JsonNode node) {
        return node.isNull() ? "none" : node.isString() ? "\"" + node.stringValue() + "\"" : node.toString();
    }

    static String undone(ToolResult result) {
        List<JsonNode> tasks = result.tasks("tasks");
        int count = result.node().path("count").asInt(tasks.size());
        return switch (result.node().path("outcome").asString("")) {
            case "needs_confirmation" ->
                "This would take back the last change, of " + many(count) + listed(tasks, count, tasks.size()) + "\n"
                        + QUESTION;
            case "dry_run" -> "This would take back the last change" + listed(tasks, count, tasks.size());
            default -> "Taken back" + listed(tasks, count, tasks.size());
        };
    }

    static String processes(ToolResult result) {
        StringBuilder text = new StringBuilder("Processes:");
        for (JsonNode process : result.node().path("processes")) {
            text.append("\n- ")
                    .append(process.path("name").asString(""))
                    .append(": ")
                    .append(process.path("description").asString(""));
        }
        return text.toString();
    }

    static String run(ToolResult result) {
        JsonNode node = result.node();
        int changed = node.path("changed").asInt(0);
        int conversations = node.path("conversations").asInt(0);
        String would = "The run"
                + (node.path("name").isString()
                        ? " of " + quoted(node.path("name").stringValue())
                        : "")
                + " would change " + many(changed)
                + (conversations == 0
                        ? ""
                        : " and erase " + (conversations == 1 ? "one conversation" : conversations + " conversations")
                                + " for good")
                + ".";
        return switch (node.path("outcome").asString("")) {
            case "needs_confirmation" -> would + " " + QUESTION;
            case "dry_run" -> would;
            default -> node.path("message").asString("");
        };
    }

    /**
     * What a call would do that a model wants.
     *
     * @param shown so many of its tasks at most
     */
    static String would(Rehearsed call, int shown) {
        if (call.refusal() != null) {
            return call.title() + ": " + call.refusal() + (call.refusal().endsWith(".") ? "" : ".");
        }
        String tool = call.call().tool();
        ToolResult answer = new ToolResult(tool, call.answer().toString());
        List<JsonNode> tasks = answer.tasks("tasks");
        return switch (tool) {
            case "create_task" -> "This would create one task" + values(call.arguments()) + ".";
            case "repeat_task" -> "This would create a task again and again" + values(call.arguments()) + ".";
            case "run_process" -> run(answer);
            case "undo_change" -> {
                int count = answer.node().path("count").asInt(0);
                yield "This would take back a change of " + many(count) + listed(tasks, count, shown);
            }
            case "change_tasks" ->
                "This would change " + many(tasks.size()) + values(call.arguments())
                        + listed(call.named(), tasks.size(), shown);
            default ->
                "This would " + tool.replaceAll("_tasks?$", "") + " " + many(tasks.size())
                        + listed(tasks, tasks.size(), shown);
        };
    }

    /** What a call says besides the tasks that it is about. */
    private static String values(JsonNode arguments) {
        String values = arguments.properties().stream()
                .filter(entry -> !entry.getKey().equals("task_ids"))
                .map(entry -> entry.getKey().replace('_', ' ') + " "
                        + (entry.getValue().isArray() ? entry.getValue().valueStream() : Stream.of(entry.getValue()))
                                .map(value -> quoted(value.asString("")))
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
        return values.isEmpty() ? "" : " (" + values + ")";
    }

    private static String many(int tasks) {
        return tasks == 1 ? "one task" : tasks + " tasks";
    }

    /** After a sentence: some of so many tasks. */
    private static String listed(List<JsonNode> tasks, int count, int shown) {
        int some = Math.min(tasks.size(), shown);
        return some == 0
                ? "."
                : ":\n" + numbered(tasks.subList(0, some))
                        + (count > some ? "\n… and " + (count - some) + " more." : "");
    }

    /** In one line: a text of the user's that looks like more of a list is none. */
    private static String quoted(String text) {
        String line = text.replaceAll("\\R+", " ");
        return "\""
                + (line.codePointCount(0, line.length()) <= TEXT_SHOWN
                        ? line
                        : line.substring(0, line.offsetByCodePoints(0, TEXT_SHOWN)) + "…")
                + "\"";
    }

    static String numbered(List<JsonNode> tasks) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < tasks.size(); i++) {
            text.append(i == 0 ? "" : "\n").append(i + 1).append(". ").append(described(tasks.get(i)));
        }
        return text.toString();
    }

    static String described(JsonNode task) {
        String due = task.path("due_local").asString("");
        return quoted(task.path("name").asString("")) + " ("
                + task.path("status").asString("").replace('_', ' ') + ", "
                + task.path("priority").asString("") + (due.isEmpty() ? "" : ", due " + due.replace('T', ' ')) + ")";
    }
}
