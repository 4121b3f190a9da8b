package behflow.gateway.chat.agent;

import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Reads a message by rules, the first that fits. What a message means is a function from the results of the tools called so
 * far to the next step; so a request such as "mark the reading task as done" is two steps, with a question between them where
 * several tasks fit.
 */
final class Interpreter {

    /** What a message means. */
    interface Meaning {
        Step next(List<ToolResult> results);
    }

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL;
    private static final String POLITE = "^(?:(?:please|can you|could you|would you|hey|hi|ok|okay)[, ]+)*(?:please )?";
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);
    private static final String HELP =
            "I can create, list, change, complete, delete and restore tasks, and count them. For example:"
                    + " \"add buy milk tomorrow at 5pm, high priority, tag home\", \"what is overdue?\", \"mark the reading task as"
                    + " done\", \"delete the second one\".";

    private static final Pattern CREATE =
            compile("(?:create|add|make|new|note)(?: me)?(?:(?: a| an| the| another)? (?:new )?"
                    + "(?:task|todo|to-do|reminder))?(?: to| called| named| for|:)? (.+)$");
    private static final Pattern REMIND = compile("remind me (?:to|about) (.+)$");
    private static final Pattern STATISTICS = compile(
            "(?:how many|statistics|stats|give me (?:the |a )?(?:statistics|summary|overview)|summary|overview).*$");
    private static final Pattern LIST =
            compile("(?:list|show|what|which|find|search|display|view|see|tasks|my tasks|get)\\b(.*)$");
    private static final Pattern DONE_AS =
            compile("(?:mark|set|tick|check)(?: off)? (.+?) (?:as |to )?(?:done|completed?|finished)[.!]?$");
    private static final Pattern DONE =
            compile("(?:complete|finish|i (?:have )?(?:finished|did|completed)|done with|close) (.+)$");
    private static final Pattern STATUS_AS =
            compile("(?:mark|set) (.+?) (?:as|to) (in progress|started|blocked|not started|todo)[.!]?$");
    private static final Pattern START = compile("(?:start|begin|work on) (.+)$");
    private static final Pattern REOPEN = compile("(?:reopen) (.+)$");
    private static final Pattern DELETE = compile("(?:delete|remove|drop|throw away|get rid of) (.+)$");
    private static final Pattern RESTORE = compile("(?:restore|undelete|bring back|recover) (.+)$");
    private static final Pattern RENAME = compile("(?:rename|call) (.+?) (?:to|as) (.+)$");
    private static final Pattern PRIORITY = compile(
            "(?:set|change|make)(?: the)?(?: priority of)? (.+?) (?:to |a )?(low|medium|high|urgent)(?: priority)?[.!]?$");
    private static final Pattern MOVE = compile(
            "(?:move|push|reschedule|postpone|delay|shift|set the due date of) (.+?) (?:to|until|till|for) (.+)$");
    private static final Pattern GREETING = compile("(?:hello|hi|hey|good (?:morning|evening|afternoon))[.! ]*$");

    private static final Pattern SAID_PRIORITY = Pattern.compile(
            "[\\s,]+(?:with |at )?(low|medium|high|urgent)[ -]?(?:priority|prio)|[\\s,]+priority (low|medium|high|urgent)\\b"
                    + "|[\\s,]+!(low|medium|high|urgent)\\b|[\\s,]+p([1-4])(?=$|[\\s,])",
            FLAGS);
    private static final Pattern SAID_TAGS = Pattern.compile(
            "[\\s,]+(?:with )?(?:tag|tags|tagged)(?: as| with)? ([\\p{L}\\p{N}_-]+(?:(?:, ?| and | & )[\\p{L}\\p{N}_-]+)*)\\s*$",
            FLAGS);
    private static final Pattern HASH = Pattern.compile("(?:^|\\s)#(\\p{L}[\\p{L}\\p{N}_-]*)", FLAGS);

    private final ZonedDateTime now;
    private final List<String> shown;

    private Interpreter(ZonedDateTime now, List<String> shown) {
        this.now = now;
        this.shown = shown;
    }

    /**
     * @param now   in the user's zone
     * @param shown ids of the tasks shown last, in order
     */
    static Meaning read(String text, ZonedDateTime now, List<String> shown) {
        return new Interpreter(now, shown).meaning(text.strip());
    }

    private static Pattern compile(String pattern) {
        return Pattern.compile(POLITE + pattern, FLAGS);
    }

    private Meaning meaning(String text) {
        Matcher m;
        if ((m = STATUS_AS.matcher(text)).find()) {
            return change(m.group(1), Map.of("status", status(m.group(2))));
        }
        if ((m = DONE_AS.matcher(text)).find() || (m = DONE.matcher(text)).find()) {
            return change(m.group(1), Map.of("status", "completed"));
        }
        if ((m = DELETE.matcher(text)).find()) {
            return onTasks(m.group(1), "delete_tasks", ids -> Map.of("task_ids", ids), Interpreter::saidOfDeletion);
        }
        if ((m = RESTORE.matcher(text)).find()) {
            return restore(m.group(1));
        }
        if ((m = RENAME.matcher(text)).find()) {
            return change(m.group(1), Map.of("name", unquoted(m.group(2))));
        }
        if ((m = PRIORITY.matcher(text)).find()) {
            return change(m.group(1), Map.of("priority", m.group(2).toLowerCase(Locale.ROOT)));
        }
        if ((m = MOVE.matcher(text)).find()) {
            LocalDateTime due = DueWords.of("x " + m.group(2), now).due();
            return due == null
                    ? results -> Step.say("I did not understand to when. Say for example \"to friday at 5pm\".")
                    : change(m.group(1), Map.of("due_date", LOCAL.format(due)));
        }
        if ((m = REOPEN.matcher(text)).find()) {
            return change(m.group(1), Map.of("status", "not_started"));
        }
        if ((m = CREATE.matcher(text)).find() || (m = REMIND.matcher(text)).find()) {
            return create(m.group(1));
        }
        if (STATISTICS.matcher(text).find()) {
            return results -> results.isEmpty()
                    ? Step.call("task_statistics", Map.of())
                    : Step.say(saidOfStatistics(results.get(0)));
        }
        if ((m = LIST.matcher(text)).find()) {
            return list(m.group(1));
        }
        if ((m = START.matcher(text)).find()) {
            return change(m.group(1), Map.of("status", "in_progress"));
        }
        if (GREETING.matcher(text).find()) {
            return results -> Step.say("Hello! " + HELP);
        }
        return results -> Step.say("I did not understand that. " + HELP);
    }

    private Meaning create(String phrase) {
        String rest = " " + phrase.strip();
        Map<String, Object> arguments = new LinkedHashMap<>();
        List<String> tags = new ArrayList<>();
        // What is in quotes is the name, whatever it says.
        Matcher quoted = Pattern.compile("^\\s*\"([^\"]+)\"(.*)$", FLAGS).matcher(rest);
        String name = null;
        if (quoted.find()) {
            name = quoted.group(1);
            rest = " x" + quoted.group(2);
        }
        for (int i = 0; i < 3; i++) {
            Matcher priority = SAID_PRIORITY.matcher(rest);
            if (priority.find()) {
                arguments.put("priority", priority(priority));
                rest = rest.substring(0, priority.start()) + rest.substring(priority.end());
            }
            Matcher said = SAID_TAGS.matcher(rest);
            if (said.find()) {
                tags.addAll(List.of(said.group(1).split(", ?| and | & ")));
                rest = rest.substring(0, said.start());
            }
            Matcher hash = HASH.matcher(rest);
            while (hash.find()) {
                tags.add(hash.group(1));
            }
            rest = hash.replaceAll("");
            DueWords due = DueWords.of(rest, now);
            if (due.due() != null) {
                arguments.put("due_date", LOCAL.format(due.due()));
            }
            rest = " " + due.rest();
        }
        arguments.put("name", name == null ? tidy(rest) : name);
        if (!tags.isEmpty()) {
            arguments.put("tags", tags.stream().distinct().toList());
        }
        return results -> {
            if (results.isEmpty()) {
                return Step.call("create_task", arguments);
            }
            String error = results.get(0).error();
            return Step.say(
                    error != null
                            ? error
                            : "Created "
                                    + described(results.get(0).tasks("tasks").get(0)) + ".");
        };
    }

    private Meaning list(String phrase) {
        String words = " " + phrase.toLowerCase(Locale.ROOT) + " ";
        Map<String, Object> arguments = new LinkedHashMap<>();
        if (words.contains("deleted")) {
            return results -> results.isEmpty()
                    ? Step.call("list_tasks", Map.of("deleted", true))
                    : Step.say(saidOfList(results.get(0)));
        }
        if (words.contains("overdue") || words.contains(" late ")) {
            arguments.put("overdue", true);
        }
        if (words.contains("completed") || words.contains(" done ") || words.contains("finished")) {
            arguments.put("status", List.of("completed"));
        } else if (words.contains("in progress") || words.contains("started ") && !words.contains("not started")) {
            arguments.put("status", List.of("in_progress"));
        } else if (words.contains("blocked")) {
            arguments.put("status", List.of("blocked"));
        } else if (words.contains("not started")) {
            arguments.put("status", List.of("not_started"));
        } else if (words.contains(" open ") || words.contains("pending") || words.contains("unfinished")) {
            arguments.put("status", List.of("not_started", "in_progress", "blocked"));
        }
        Matcher priority = Pattern.compile("\\b(low|medium|high|urgent)\\b").matcher(words);
        if (priority.find()) {
            arguments.put("priority", List.of(priority.group(1)));
        }
        Matcher tag = Pattern.compile("(?:tag(?:ged)?(?: with| as)?|#) ?#?([\\p{L}\\p{N}_-]+)", FLAGS)
                .matcher(phrase);
        if (tag.find()) {
            arguments.put("tags", List.of(tag.group(1)));
        }
        if (words.contains(" today")) {
            between(arguments, now.toLocalDate().atStartOfDay(), 1);
        } else if (words.contains(" tomorrow")) {
            between(arguments, now.toLocalDate().plusDays(1).atStartOfDay(), 1);
        } else if (words.contains("this week")) {
            between(
                    arguments,
                    now.toLocalDate()
                            .minusDays(now.getDayOfWeek().getValue() - 1L)
                            .atStartOfDay(),
                    7);
        }
        Matcher about = Pattern.compile(
                        "(?:about|containing|with the word|for|matching) \"?([^\"?]+?)\"?[?.!]*$", FLAGS)
                .matcher(phrase.strip());
        if (arguments.isEmpty() && about.find()) {
            arguments.put("text", about.group(1));
        }
        return results -> results.isEmpty() ? Step.call("list_tasks", arguments) : Step.say(saidOfList(results.get(0)));
    }

    private static void between(Map<String, Object> arguments, LocalDateTime from, int days) {
        arguments.put("due_after", LOCAL.format(from.minusSeconds(1)));
        arguments.put("due_before", LOCAL.format(from.plusDays(days)));
    }

    private Meaning change(String target, Map<String, Object> change) {
        return onTasks(
                target,
                "change_tasks",
                ids -> {
                    Map<String, Object> arguments = new LinkedHashMap<>(change);
                    arguments.put("task_ids", ids);
                    return arguments;
                },
                Interpreter::saidOfChange);
    }

    private Meaning restore(String target) {
        String words = named(target);
        return results -> {
            if (results.isEmpty()) {
                return Step.call("search_tasks", Map.of("deleted", true, "text", words));
            }
            ToolResult last = results.get(results.size() - 1);
            if (last.error() != null) {
                return Step.say(String.valueOf(last.error()));
            }
            if (last.tool().equals("restore_task")) {
                return Step.say("Restored " + described(last.tasks("tasks").get(0)) + ".");
            }
            return chosen(
                    last.tasks("tasks"), words, false, id -> Step.call("restore_task", Map.of("task_id", id.get(0))));
        };
    }

    /** Finds the tasks that are meant, and does the one thing with them. */
    private Meaning onTasks(
            String target,
            String tool,
            Function<List<String>, Map<String, Object>> arguments,
            Function<ToolResult, String> said) {
        List<String> known = shownOnes(target);
        boolean all = target.toLowerCase(Locale.ROOT).matches("^(all|every|everything)\\b.*");
        String words = named(target);
        return results -> {
            if (results.isEmpty()) {
                if (!known.isEmpty()) {
                    return Step.call(tool, arguments.apply(known));
                }
                return refersToShown(target)
                        ? Step.say("I have not shown you any task that you could mean. Which one?")
                        : Step.call("list_tasks", all ? everything(target) : Map.of("text", words));
            }
            ToolResult last = results.get(results.size() - 1);
            if (last.error() != null) {
                return Step.say(String.valueOf(last.error()));
            }
            return last.tool().equals("list_tasks")
                    ? chosen(last.tasks("tasks"), words, all, ids -> Step.call(tool, arguments.apply(ids)))
                    : Step.say(said.apply(last));
        };
    }

    private Map<String, Object> everything(String target) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        String lower = target.toLowerCase(Locale.ROOT);
        if (lower.contains("overdue")) {
            arguments.put("overdue", true);
        } else if (lower.contains("completed") || lower.contains("done")) {
            arguments.put("status", List.of("completed"));
        }
        if (lower.contains("today")) {
            between(arguments, now.toLocalDate().atStartOfDay(), 1);
        }
        return arguments;
    }

    private static Step chosen(List<JsonNode> found, String words, boolean all, Function<List<String>, Step> act) {
        List<String> ids =
                found.stream().map(t -> t.path("task_id").asString("")).toList();
        if (found.isEmpty()) {
            return Step.say("I found no such task.");
        }
        if (found.size() == 1 || all) {
            return act.apply(ids);
        }
        List<JsonNode> exact = found.stream()
                .filter(t -> t.path("name").asString("").equalsIgnoreCase(words))
                .toList();
        if (exact.size() == 1) {
            return act.apply(List.of(exact.get(0).path("task_id").asString("")));
        }
        return Step.say("Several tasks fit. Which one do you mean?\n" + numbered(found));
    }

    private static boolean refersToShown(String target) {
        return target.strip()
                .toLowerCase(Locale.ROOT)
                .matches(
                        "(?:it|that|this|them|these|those|that one|this one|all of them|both|(?:the )?(?:first|second|third|fourth|"
                                + "fifth|last|\\d+(?:st|nd|rd|th)?)(?: one| task)?|(?:number|task|#) ?\\d+)[.!]?");
    }

    private List<String> shownOnes(String target) {
        if (!refersToShown(target) || shown.isEmpty()) {
            return List.of();
        }
        String word = target.strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[.!]|^the | one| task|number |task |#", "")
                .strip();
        switch (word) {
            case "it", "that", "this":
                return shown.size() == 1 ? shown : List.of(shown.get(0));
            case "them", "these", "those", "all of them", "both":
                return shown;
            case "last":
                return List.of(shown.get(shown.size() - 1));
            default:
                int number = Math.max(
                        List.of("first", "second", "third", "fourth", "fifth").indexOf(word) + 1,
                        word.matches("\\d{1,4}(st|nd|rd|th)?") ? Integer.parseInt(word.replaceAll("\\D", "")) : 0);
                return number >= 1 && number <= shown.size() ? List.of(shown.get(number - 1)) : List.of();
        }
    }

    /** The words that name a task: without articles, quotes and the word "task". */
    private static String named(String target) {
        String words = unquoted(target.strip().replaceAll("[.!?]+$", ""));
        String bare = words.replaceAll("(?i)^(?:the|my|a) ", "")
                .replaceAll("(?i)^tasks? (?!list)|(?i) tasks?$", "")
                .strip();
        return bare.isEmpty() ? words : unquoted(bare);
    }

    private static String unquoted(String text) {
        String stripped = text.strip();
        return stripped.length() > 1 && stripped.startsWith("\"") && stripped.endsWith("\"")
                ? stripped.substring(1, stripped.length() - 1)
                : stripped;
    }

    private static String tidy(String text) {
        return text.strip().replaceAll("[\\s,]+$", "").replaceAll("\\s+", " ").replaceAll("[.!]$", "");
    }

    private static String status(String words) {
        return switch (words.toLowerCase(Locale.ROOT)) {
            case "in progress", "started" -> "in_progress";
            case "blocked" -> "blocked";
            default -> "not_started";
        };
    }

    private static String priority(Matcher matcher) {
        for (int group = 1; group <= 3; group++) {
            if (matcher.group(group) != null) {
                return matcher.group(group).toLowerCase(Locale.ROOT);
            }
        }
        return List.of("urgent", "high", "medium", "low").get(Integer.parseInt(matcher.group(4)) - 1);
    }

    private static String saidOfList(ToolResult result) {
        if (result.error() != null) {
            return String.valueOf(result.error());
        }
        List<JsonNode> tasks = result.tasks("tasks");
        int count = result.node().path("count").asInt(tasks.size());
        if (tasks.isEmpty()) {
            return "There are no such tasks.";
        }
        String more = count > tasks.size() ? "\n… and " + (count - tasks.size()) + " more." : "";
        return (count == 1 ? "One task:\n" : count + " tasks:\n") + numbered(tasks) + more;
    }

    private static String saidOfChange(ToolResult result) {
        if (result.node().path("outcome").asString("").equals("needs_confirmation")) {
            List<JsonNode> tasks = result.tasks("tasks");
            return "This would change " + tasks.size() + " tasks:\n" + numbered(tasks) + "\nShall I? Say yes or no.";
        }
        List<JsonNode> changed = result.tasks("tasks");
        return changed.size() == 1
                ? "Changed: " + described(changed.get(0)) + "."
                : "Changed " + changed.size() + " tasks:\n" + numbered(changed);
    }

    private static String saidOfDeletion(ToolResult result) {
        List<JsonNode> tasks = result.tasks("tasks");
        return "This would delete " + (tasks.size() == 1 ? "one task" : tasks.size() + " tasks") + ":\n"
                + numbered(tasks) + "\nShall I? Say yes or no.";
    }

    private static String saidOfStatistics(ToolResult result) {
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
                .append(" overdue.")
                .toString();
    }

    private static String numbered(List<JsonNode> tasks) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < tasks.size(); i++) {
            text.append(i == 0 ? "" : "\n").append(i + 1).append(". ").append(described(tasks.get(i)));
        }
        return text.toString();
    }

    private static String described(JsonNode task) {
        String due = task.path("due_local").asString("");
        return "\"" + task.path("name").asString("") + "\" ("
                + task.path("status").asString("").replace('_', ' ') + ", "
                + task.path("priority").asString("") + (due.isEmpty() ? "" : ", due " + due.replace('T', ' ')) + ")";
    }
}
