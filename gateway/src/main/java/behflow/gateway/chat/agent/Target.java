package behflow.gateway.chat.agent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The tasks that a phrase means: some that were just shown, all that fit a filter, or one by words of its name. Found with a
 * tool; where several fit, the user is asked.
 */
final class Target {

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    private static final Pattern ALL =
            Pattern.compile("(?:all(?: of)?|every|everything|each)\\b(.*)", FLAGS | Pattern.DOTALL);
    private static final Pattern PLURAL =
            Pattern.compile(".*\\b(?:tasks|todos|to-dos|ones)\\b.*", FLAGS | Pattern.DOTALL);

    private static final Step NOTHING = Step.show("I found no such task.", List.of());
    /** Searches in one turn; a model may make 8 rounds. */
    private static final int PARTS_MAXIMUM = 5;

    private final String phrase;
    private final Talk talk;
    private final Among among;

    private Target(String phrase, Talk talk, Among among) {
        this.phrase = phrase.strip().replaceAll(Filters.END, "").strip();
        this.talk = talk;
        this.among = among;
    }

    /** Where it is looked for. */
    private enum Among {
        LIVE,
        OPEN,
        DELETED
    }

    static Target of(String phrase, Talk talk) {
        return new Target(phrase, talk, Among.LIVE);
    }

    /**
     * For what is to be completed. A set is of open tasks unless the phrase says a status, and of several that fit a name the
     * open ones are meant; a completed one is found only where no open one fits.
     */
    static Target open(String phrase, Talk talk) {
        return new Target(phrase, talk, Among.OPEN);
    }

    static Target deleted(String phrase, Talk talk) {
        return new Target(phrase, talk, Among.DELETED);
    }

    /** Finds them, then goes on; {@code act} makes a step of the ids and of the results that came after the search. */
    Meaning then(Acting act) {
        if (References.is(phrase)) {
            List<String> ids = References.of(phrase, talk.shown());
            return results -> ids.isEmpty()
                    ? Step.say("I have not shown you any task that you could mean. Which one?")
                    : act.step(new Found(ids, List.of()), results);
        }
        String words = named(phrase);
        boolean set = set();
        Map<String, Object> filter = filter();
        boolean deleted = among == Among.DELETED;
        return results -> {
            if (results.isEmpty()) {
                return set
                        ? Step.call("list_tasks", with(filter, Map.of("limit", 100)))
                        : Step.call(
                                "search_tasks",
                                deleted ? Map.of("text", words, "deleted", true) : Map.of("text", words));
            }
            ToolResult search = results.get(0);
            if (search.error() != null) {
                return Step.say(search.error());
            }
            List<JsonNode> found = set ? search.tasks("tasks") : fitting(search, words);
            if (found.size() > 1 && !set) {
                return Step.show(Replies.WHICH + "\n" + Replies.numbered(found), ids(found));
            }
            if (!found.isEmpty()) {
                return act.step(new Found(ids(found), found), results.subList(1, results.size()));
            }
            Map<String, Object> tagged = set ? tagged(with(filter, Map.of("limit", 100))) : Map.of();
            if (!tagged.isEmpty()) {
                return tagged(tagged, act, results);
            }
            return set || deleted ? NOTHING : each(parts(phrase), act, results);
        };
    }

    private Map<String, Object> filter() {
        Map<String, Object> filter = Filters.of(phrase, talk).arguments();
        return switch (among) {
            case LIVE -> filter;
            case OPEN -> filter.containsKey("status") ? filter : with(filter, Map.of("status", Filters.OPEN));
            case DELETED -> with(filter, Map.of("deleted", true));
        };
    }

    /** What a search for the words of a name found that the name may mean. */
    private List<JsonNode> fitting(ToolResult search, String words) {
        List<JsonNode> best = best(search.tasks("tasks"), words);
        List<JsonNode> open = best.stream().filter(task -> !completed(task)).toList();
        return among == Among.OPEN && !open.isEmpty() ? open : best;
    }

    private static boolean completed(JsonNode task) {
        return task.path("status").asString("").equals("completed");
    }

    private static List<String> ids(List<JsonNode> tasks) {
        return tasks.stream().map(t -> t.path("task_id").asString("")).toList();
    }

    /** A filter's one word as a tag; empty where it can't be one. */
    static Map<String, Object> tagged(Map<String, Object> filter) {
        if (!(filter.get("text") instanceof String word) || word.contains(" ") || filter.containsKey("tags")) {
            return Map.of();
        }
        Map<String, Object> tagged = with(filter, Map.of("tags", List.of(word)));
        tagged.remove("text");
        return tagged;
    }

    private static Step tagged(Map<String, Object> filter, Acting act, List<ToolResult> results) {
        if (results.size() == 1) {
            return Step.call("list_tasks", filter);
        }
        List<JsonNode> found = results.get(1).tasks("tasks");
        return found.isEmpty() ? NOTHING : act.step(new Found(ids(found), found), results.subList(2, results.size()));
    }

    /** "the report and the letter", where no task has all of that in its name. */
    private static List<String> parts(String phrase) {
        return phrase.startsWith("\"")
                ? List.of()
                : Arrays.stream(phrase.split(",? +and +|, *| & "))
                        .map(Target::named)
                        .filter(part -> !part.isBlank())
                        .toList();
    }

    /** One task for each part, or nothing at all. */
    private Step each(List<String> parts, Acting act, List<ToolResult> results) {
        if (parts.size() < 2 || parts.size() > PARTS_MAXIMUM) {
            return NOTHING;
        }
        if (results.size() <= parts.size()) {
            return Step.call("search_tasks", Map.of("text", parts.get(results.size() - 1)));
        }
        List<JsonNode> found = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            List<JsonNode> fitting = fitting(results.get(i + 1), parts.get(i));
            if (fitting.size() != 1) {
                return Step.show(
                        (fitting.isEmpty()
                                        ? "I found no task for \"%s\", so nothing was changed."
                                        : "Several tasks fit \"%s\", so nothing was changed. Say it by its whole name.")
                                .formatted(parts.get(i)),
                        List.of());
            }
            found.add(fitting.get(0));
        }
        return act.step(new Found(ids(found), found), results.subList(1 + parts.size(), results.size()));
    }

    /** @param tasks as a search showed them; empty where they were known by id */
    record Found(List<String> ids, List<JsonNode> tasks) {

        /** Whether a search showed them, and each completed. */
        boolean completed() {
            return !tasks.isEmpty() && tasks.stream().allMatch(Target::completed);
        }
    }

    /** What is done with them. */
    interface Acting {
        Step step(Found found, List<ToolResult> results);
    }

    /** One call of one tool, and what is said of its result. */
    static Acting calling(
            String tool, Function<List<String>, Map<String, Object>> arguments, Function<ToolResult, String> said) {
        return (found, results) -> {
            if (results.isEmpty()) {
                return Step.call(tool, arguments.apply(found.ids()));
            }
            ToolResult last = results.get(results.size() - 1);
            return Step.say(last.error() != null ? last.error() : said.apply(last));
        };
    }

    static Map<String, Object> with(Map<String, ?> some, Map<String, ?> more) {
        Map<String, Object> all = new LinkedHashMap<>(some);
        all.putAll(more);
        return all;
    }

    /** Whether all that fit are meant. */
    private boolean set() {
        if (phrase.startsWith("\"")) {
            return false;
        }
        Matcher all = ALL.matcher(phrase);
        return all.matches()
                || PLURAL.matcher(phrase).matches() && !Filters.of(phrase, talk).none();
    }

    /** By the name alone where it fits exactly, or where others fit by their description only. */
    private static List<JsonNode> best(List<JsonNode> found, String words) {
        List<JsonNode> exact = found.stream()
                .filter(task -> task.path("name").asString("").equalsIgnoreCase(words))
                .toList();
        if (exact.size() == 1) {
            return exact;
        }
        String[] each = words.toLowerCase(Locale.ROOT).split("\\W+");
        List<JsonNode> named = new ArrayList<>();
        for (JsonNode task : found) {
            String name = " " + task.path("name").asString("").toLowerCase(Locale.ROOT);
            if (List.of(each).stream().allMatch(word -> name.contains(word))) {
                named.add(task);
            }
        }
        return named.size() == 1 ? named : found;
    }

    /** The words that name a task: without articles, quotes and the word "task". */
    static String named(String phrase) {
        String words = unquoted(phrase);
        String bare = words.replaceAll("(?i)^(?:the|my|that|this|a|an) ", "")
                .replaceAll("(?i)^(?:tasks?|todo|item|reminder) (?:called |named |about |to )?(?!list)", "")
                .replaceAll("(?i) (?:tasks?|todo|item|reminder|one|thing)$", "")
                .replaceAll("(?i)['’]s$", "")
                .strip();
        return bare.isEmpty() ? words : unquoted(bare);
    }

    static String unquoted(String text) {
        String stripped = text.strip();
        return stripped.length() > 2 && stripped.matches("(?s)[\"“„«].*[\"”“»]")
                ? stripped.substring(1, stripped.length() - 1).strip()
                : stripped;
    }
}
