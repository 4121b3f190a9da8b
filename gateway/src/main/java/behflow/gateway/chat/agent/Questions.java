package behflow.gateway.chat.agent;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Requests that only read. */
final class Questions {

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL;
    private static final Pattern HISTORY = Pattern.compile(
            "(?:(?:show|give|tell)(?: me)? )?(?:the )?(?:history|changes) (?:of|for|to|in) (.+)$"
                    + "|what (?:happened|changed) (?:to|with|in|on) (.+)$"
                    + "|when did (?:i|we|anyone|somebody) (?:last )?(?:change|touch|edit|update|create|complete|finish|add) (.+?)[?]?$"
                    + "|(?:who|when) (?:changed|was) (.+?)(?: (?:changed|completed|created|finished|done))?[?]?$",
            FLAGS);
    private static final Pattern STATE = Pattern.compile(
            "(?:is|are) (?!there\\b)(.+?) (?:already |yet )?(?:done|finished|completed?|started|in progress|blocked)(?: yet)?[?]$",
            FLAGS);
    private static final Pattern UNDATED = Pattern.compile(
            "(?:list|show|what|which|find)\\b.*\\b(?:without|with no|have no|has no) (?:a |any )?(?:due dates?|deadlines?|dates?)\\b.*",
            FLAGS);
    private static final Pattern GROUP =
            Pattern.compile(".*\\b(?:group|grouped|by)\\b.*\\b(status|priority)\\b.*", FLAGS);
    private static final Pattern GROUPED =
            Pattern.compile("(?:group|list|show|display|give|break).*\\bby (?:their )?(status|priority)\\b.*", FLAGS);
    private static final Pattern STATISTICS = Pattern.compile(
            "(?:(?:give|show)(?: me)? )?(?:a |an |the |my |some )?(?:task )?(?:statistics|stats|summary|overview)\\b.*",
            FLAGS);
    private static final Pattern HOW_MANY = Pattern.compile("how many\\b(.*)$", FLAGS);
    private static final Pattern PROCESSES =
            Pattern.compile("(?:list|show|what|which|display|see)\\b.*\\b(?:processes|automations)\\b.*", FLAGS);
    private static final Pattern WOULD_RUN =
            Pattern.compile("what (?:would|will|does) (?:the )?(.+?)(?: process)? (?:do|change)[?]?$", FLAGS);
    private static final Pattern RUN = Pattern.compile(
            "(?:run|execute|launch|trigger) (?:the )?(.+?)(?: process)?[.!]?$|(?:start) (?:the )?(.+?) process[.!]?$",
            FLAGS);
    private static final Pattern LIST = Pattern.compile(
            "(?:list|show|what's|whats|what|which|find|search|look|display|view|see|get|tell|is there|are there|do (?:i|we) have|did (?:i|we)|anything"
                    + "|is|are|when is|when are|when|who|overdue|my tasks|tasks)\\b(.*)$",
            FLAGS);

    private static final Pattern SORTED = Pattern.compile(
            ",? *\\b(?:sorted|sort|ordered|in order)\\b(?: by| of)?(?: their| the)? (due(?: date)?|deadline|date|age|creation(?: date)?|created)\\b",
            FLAGS);

    private Questions() {}

    /** What a message means that wants a process run; null where it does not. */
    static @Nullable Meaning run(String text, boolean dry) {
        Matcher m;
        if ((m = WOULD_RUN.matcher(text)).matches()) {
            return named(m.group(1), true);
        }
        if ((m = RUN.matcher(text)).matches()) {
            return named(m.group(1) == null ? m.group(2) : m.group(1), dry);
        }
        return null;
    }

    /** What a question means; null where it is none. */
    static @Nullable Meaning of(String text, Talk talk) {
        Matcher m;
        if ((m = HISTORY.matcher(text)).matches()) {
            Matcher said = m;
            String target = IntStream.rangeClosed(1, 4)
                    .mapToObj(said::group)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElseThrow();
            return Target.of(target, talk).then((found, results) -> {
                if (results.isEmpty()) {
                    return Step.call(
                            "task_history", Map.of("task_id", found.ids().get(0)));
                }
                ToolResult last = results.get(0);
                return Step.say(last.error() != null ? last.error() : Replies.history(last));
            });
        }
        if ((m = STATE.matcher(text)).matches()) {
            return listing(Filters.of(m.group(1), talk).arguments());
        }
        if (UNDATED.matcher(text).matches()) {
            return Meaning.say(
                    "I can't look for tasks without a due date, but list all by due date: those without one come last.");
        }
        if (PROCESSES.matcher(text).matches()) {
            return Meaning.call(Step.call("list_processes", Map.of()), Replies::processes);
        }
        if ((m = GROUPED.matcher(text)).matches()
                || text.toLowerCase(Locale.ROOT).startsWith("group") && (m = GROUP.matcher(text)).matches()) {
            return Meaning.call(
                    Step.call("group_tasks", Map.of("by", m.group(1).toLowerCase(Locale.ROOT))), Replies::groups);
        }
        if (STATISTICS.matcher(text).matches()) {
            return Meaning.call(Step.call("task_statistics", Map.of()), Replies::statistics);
        }
        if ((m = HOW_MANY.matcher(text)).matches()) {
            Map<String, Object> filter = Filters.of(m.group(1), talk).arguments();
            return filter.isEmpty()
                    ? Meaning.call(Step.call("task_statistics", Map.of()), Replies::statistics)
                    : Meaning.call(
                            Step.call("list_tasks", filter),
                            result -> result.node().path("count").asInt(0) + " of your tasks.");
        }
        Matcher order = SORTED.matcher(text);
        String sorted = !order.find()
                ? null
                : order.group(1).toLowerCase(Locale.ROOT).startsWith("d") ? "due_date" : "created_at";
        String asked = sorted == null ? text : order.replaceAll("");
        if ((m = LIST.matcher(asked)).matches()) {
            Map<String, Object> filter = Filters.of(text.matches("(?is)overdue.*") ? asked : m.group(1), talk)
                    .arguments();
            if (filter.equals(Map.of("overdue", true))) {
                return Meaning.call(Step.call("list_overdue_tasks", Map.of()), Replies::list);
            }
            return listing(sorted == null ? filter : Target.with(filter, Map.of("sort", sorted)));
        }
        return null;
    }

    /** A word that no task has in its name or description can be a tag. */
    private static Meaning listing(Map<String, Object> filter) {
        Map<String, Object> tagged = Target.tagged(filter);
        return results -> {
            if (results.isEmpty()) {
                return Step.call("list_tasks", filter);
            }
            ToolResult last = results.get(results.size() - 1);
            boolean none = last.error() != null || last.tasks("tasks").isEmpty();
            if (results.size() == 1 && none && !tagged.isEmpty()) {
                return Step.call("list_tasks", tagged);
            }
            if (none && filter.keySet().equals(Set.of("text"))) {
                return Step.say("No task of yours says \"%s\".".formatted(filter.get("text")));
            }
            return Step.say(last.error() != null ? last.error() : Replies.list(last));
        };
    }

    private static Meaning named(String words, boolean dry) {
        String wanted =
                words.toLowerCase(Locale.ROOT).replaceAll("[_\\s]+", " ").strip();
        return results -> {
            if (results.isEmpty()) {
                return Step.call("list_processes", Map.of());
            }
            ToolResult last = results.get(results.size() - 1);
            if (last.error() != null) {
                return Step.say(last.error());
            }
            if (last.tool().equals("run_process")) {
                return Step.say(Replies.run(last));
            }
            List<String> ids = last.tasks("processes").stream()
                    .filter(process -> (" "
                                    + process.path("name")
                                            .asString("")
                                            .toLowerCase(Locale.ROOT)
                                            .replace('_', ' '))
                            .contains(" " + wanted))
                    .map(process -> process.path("process_id").asString(""))
                    .toList();
            if (ids.size() != 1) {
                return Step.say(
                        ids.isEmpty() ? "I found no such process." : "Several processes fit. Say its whole name.");
            }
            return Step.call(
                    "run_process",
                    dry ? Map.of("process_id", ids.get(0), "dry_run", true) : Map.of("process_id", ids.get(0)));
        };
    }
}
