package behflow.gateway.chat.agent;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Requests that only read. */
final class Questions {

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL;
    private static final Pattern HISTORY = Pattern.compile(
            "(?:(?:show|give|tell)(?: me)? )?(?:the )?(?:history|changes) (?:of|for|to|in) (.+)$"
                    + "|what (?:happened|changed) (?:to|with|in|on) (.+)$"
                    + "|(?:who|when) (?:changed|was) (.+?)(?: (?:changed|completed|created|finished|done))?[?]?$",
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
            "(?:list|show|what's|whats|what|which|find|search|look|display|view|see|get|tell|is there|are there|do (?:i|we) have|did (?:i|we)"
                    + "|is|are|when is|when are|when|who|overdue|my tasks|tasks)\\b(.*)$",
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
            String target = m.group(1) != null ? m.group(1) : m.group(2) != null ? m.group(2) : m.group(3);
            return Target.of(target, talk).then((found, results) -> {
                if (results.isEmpty()) {
                    return Step.call(
                            "task_history", Map.of("task_id", found.ids().get(0)));
                }
                ToolResult last = results.get(0);
                return Step.say(last.error() != null ? last.error() : Replies.history(last));
            });
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
        if ((m = LIST.matcher(text)).matches()) {
            Map<String, Object> filter = Filters.of(text.matches("(?is)overdue.*") ? text : m.group(1), talk)
                    .arguments();
            if (filter.equals(Map.of("overdue", true))) {
                return Meaning.call(Step.call("list_overdue_tasks", Map.of()), Replies::list);
            }
            return Meaning.call(Step.call("list_tasks", filter), Replies::list);
        }
        return null;
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
