package behflow.gateway.chat.agent;

import behflow.gateway.chat.language.ParsedTask;
import behflow.gateway.chat.tools.Tool;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the user's own words ask for, found without a model: which kinds of change, to which tasks, with which values. Text in
 * tasks can make a model call any tool; once it has read any, a call that changes something is carried out only where the
 * user's words cover it. That decides on words alone, so it errs on the side of asking.
 */
final class Mandate {

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    private static final Pattern CREATE = words(
            "create|add|new|make|note|remind|remember|schedule|plan|put|write|need to|have to|must|forget|todo|task:");
    /** Verbs of what was done count only where somebody is said to have done it: "the task called report" asks for nothing. */
    private static final Pattern COMPLETE = words("complet\\w*|finish\\w*|done|did|close|tick|check|paid|cross off"
            + "|(?:i|we)(?:['\u2019]?ve| have)?(?: already| just)? (?:called|phoned|bought|sent|wrote|written|booked|cleaned|washed"
            + "|watered|renewed|emailed|fixed|ordered|reviewed|submitted|mowed|posted|printed)"
            + "|(?:is|are|was|were|been)(?: now| already)? (?:sent|bought|booked|ordered|submitted|cleaned|washed)");

    private static final Pattern DELETE =
            words("delet\\w*|remov\\w*|drop|trash|discard|get rid of|throw away|erase|cancel");
    private static final Pattern RESTORE = words("restor\\w*|undelete|bring back|recover\\w*");
    private static final Pattern UNDO = words("undo|revert|reverse|roll ?back|take (?:that|it|this) back");
    private static final Pattern RUN = words("run|execute|start|trigger|launch");
    private static final Pattern START = words("start\\w*|begin\\w*|in progress|work(?:ing)? on|progress");
    private static final Pattern BLOCK = words("block\\w*|stuck");
    private static final Pattern REOPEN = words("reopen|not started|not done|unfinish|unblock|stop|todo|again");
    private static final Pattern MOVE =
            words("move|push|postpone|delay|shift|reschedule|defer|snooze|put off|due|deadline|by|until|bring");
    private static final Pattern RENAME = words("rename|name|call|title|retitle|reword|correct|fix");
    private static final Pattern DESCRIBE = words("descri\\w*|note|detail\\w*|explain|add");
    private static final Pattern TAG = words("tag\\w*|label\\w*|untag|mark");
    private static final Pattern CLEAR = words("remove|clear|delete|drop|without|no");
    private static final Pattern LEVEL =
            words("priority|prio|prioriti[sz]e|urgent|high|medium|low|important|p[1-4]|asap");
    private static final Pattern ALL = words("all|every|everything|each|any|both|rest|tasks|todos");
    private static final Pattern POINTING = words("it|that|this");
    private static final Pattern POINTING_MANY = words("them|these|those|both|all of them");
    private static final Pattern ORDINALS =
            words("first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|\\d{1,3}(?:st|nd|rd|th)?");
    private static final Pattern READING = words(
            "list|show|what|which|who|when|where|why|how|find|search|look|is|are|any|help|hello|hi|thanks?|summary|overdue|history");
    /** Another script, or small words of other languages that English has not. */
    private static final Pattern FOREIGN = Pattern.compile(
            "[\\p{L}&&[^\\p{IsLatin}]]|"
                    + words("der|das|den|dem|ein|eine|und|ist|nicht|bitte|alle|meine|ich"
                            + "|le|les|une|est|pas|tous|toutes|mes|je|et|el|los|las|una|mis|todas|por|il|gli|tutti|tutte|sono"
                            + "|os|uma|minhas|het|een|mijn|niet|och|alla|mina|inte|wszystkie|moje|ve|bütün"),
            FLAGS);

    private static final Pattern GOAL = Pattern.compile(
            "\\b(?:to|until|till|for|on|by)\\s+((?:[^\\s,;]+\\s+){0,4}?[^\\s,;]+)(?=[,;]|\\s+and\\b|\\s*$)", FLAGS);
    private static final Set<String> IDLE = Set.copyOf(Arrays.asList(
            ("the and all any every everything each task tasks todo todos with from into onto that this them these those then"
                            + " please also make mark set add create delete remove complete completed finish finished done start"
                            + " move push postpone delay change rename tag tagged priority high medium low urgent due date today"
                            + " tomorrow tonight week month monday tuesday wednesday thursday friday saturday sunday next last first"
                            + " second third overdue open status blocked progress not restore undo list show find what which have"
                            + " for you can could would will are was one its name called description note")
                    .split(" ")));

    private final String message;
    private final Talk talk;
    private final ParsedTask parsed;

    /**
     * @param message the user's; of several messages only where the last only answers a question
     */
    Mandate(String message, Talk talk) {
        this.message = " " + message + " ";
        this.talk = talk;
        this.parsed = talk.read(message);
    }

    /** What the server knows of a task that a call names. */
    record Named(String id, @Nullable String name, List<String> tags, boolean fits, boolean made) {}

    /**
     * Whether the message is of a kind that this understands: then what it does not cover was not asked for. Words of English
     * in another language say nothing.
     */
    boolean understood() {
        return !says(FOREIGN)
                && List.of(
                                CREATE, COMPLETE, DELETE, RESTORE, UNDO, RUN, START, BLOCK, REOPEN, MOVE, RENAME, TAG,
                                LEVEL, READING)
                        .stream()
                        .anyMatch(this::says);
    }

    /** The filter that "all …" names, as arguments of {@code list_tasks}; empty where the message means no such set. */
    Optional<Map<String, Object>> all() {
        if (!says(ALL)) {
            return Optional.empty();
        }
        String which = message.replaceAll("(?i)\\b(?:as|to|until|till) .*$", "")
                .replaceAll("(?i)\\b(?:complete|finish|done)\\b", "")
                .replaceAll("(?i)\\bmake (.*) (?:urgent|high|medium|low)\\b.*$", "$1");
        Map<String, Object> filter = new LinkedHashMap<>(Filters.of(which, talk).arguments());
        boolean named = split(which).stream().anyMatch(word -> word.length() > 2 && !IDLE.contains(word));
        filter.remove("text");
        return filter.isEmpty() && named ? Optional.empty() : Optional.of(filter);
    }

    /** Whether a call is covered. */
    boolean covers(Tool tool, JsonNode arguments, List<Named> tasks) {
        if (tool.hints().readOnly() || arguments.path("dry_run").asBoolean(false)) {
            return true;
        }
        boolean named = !tasks.isEmpty() && tasks.stream().allMatch(this::covers);
        return switch (tool.name()) {
            case "create_task" -> says(CREATE) && quotes(arguments.path("name").asString("")) && fields(arguments);
            case "repeat_task" ->
                says(CREATE) && quotes(arguments.path("name").asString("")) && repeats() && fields(arguments);
            case "complete_tasks" -> says(COMPLETE) && named;
            case "delete_tasks" -> says(DELETE) && named;
            case "restore_task" -> says(RESTORE) && named;
            case "change_tasks" -> named && fields(arguments) && changes(arguments);
            case "undo_change" -> says(UNDO) && !arguments.has("correlation_id");
            case "run_process" -> says(RUN) && named;
            default -> false;
        };
    }

    /** Priority, dates, tags and description say nothing that the user did not say. */
    private boolean fields(JsonNode arguments) {
        return priority(arguments.path("priority").asString(""))
                && due(arguments.path("due_date").asString(""))
                && texts(arguments, "tags")
                && texts(arguments, "add_tags")
                && texts(arguments, "remove_tags")
                && quotes(arguments.path("description").asString(""));
    }

    /** It says how often, in words of the phrase grammar. */
    private boolean repeats() {
        return parsed.recurrence() != null;
    }

    private boolean changes(JsonNode arguments) {
        String status = arguments.path("status").asString("");
        boolean statusSaid = switch (status) {
            case "" -> true;
            case "completed" -> says(COMPLETE);
            case "in_progress" -> says(START);
            case "blocked" -> says(BLOCK);
            default -> says(REOPEN);
        };
        String name = arguments.path("name").asString("");
        boolean cleared = arguments
                .path("clear")
                .valueStream()
                .allMatch(field -> says(CLEAR)
                        && says(words(
                                field.asString("").equals("due_date")
                                        ? "due|date|deadline"
                                        : field.asString("").replaceAll("s$", "") + "s?")));
        boolean tagged = !arguments.has("tags") && !arguments.has("add_tags") && !arguments.has("remove_tags")
                || says(TAG)
                || message.contains("#");
        return statusSaid
                && (name.isEmpty() || says(RENAME) && quotes(name))
                && (!arguments.has("description") || says(DESCRIBE))
                && cleared
                && tagged;
    }

    private boolean priority(String level) {
        return switch (level) {
            case "" -> true;
            case "medium" ->
                parsed.priority() != null && parsed.priority().wire().equals(level) || says(words("medium|normal"));
            case "urgent" -> says(words("urgent|asap|p1|critical"));
            case "high" -> says(words("high|important|p2|prioriti[sz]e"));
            default -> says(words("low|unimportant|p4"));
        };
    }

    private boolean due(String due) {
        if (due.isEmpty()) {
            return true;
        }
        List<LocalDate> said = days();
        if (said.isEmpty()) {
            return says(MOVE) && says(words("by|for|later|earlier"));
        }
        try {
            return said.contains(
                    due.endsWith("Z")
                            ? talk.local(Instant.parse(due)).toLocalDate()
                            : LocalDate.parse(due.substring(0, Math.min(10, due.length()))));
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** The days that the message names: as the phrase grammar reads it, and what "to" or "until" leads to. */
    private List<LocalDate> days() {
        List<LocalDate> days = new ArrayList<>();
        if (parsed.dueDate() != null) {
            days.add(talk.local(parsed.dueDate()).toLocalDate());
        }
        Matcher goal = GOAL.matcher(message);
        while (goal.find()) {
            LocalDateTime moment = talk.moment(goal.group(1).replaceAll("(?<![.!?,;])[.!?,;]++$", ""));
            if (moment != null) {
                days.add(moment.toLocalDate());
            }
        }
        return days;
    }

    private boolean texts(JsonNode arguments, String field) {
        return arguments.path(field).valueStream().allMatch(text -> quotes(text.asString("")));
    }

    /** Every word of a text stands in the message too, in this form or one that begins alike. */
    private boolean quotes(String text) {
        List<String> said = split(message);
        return split(text).stream()
                .filter(word -> word.length() > 2)
                .allMatch(word -> said.stream().anyMatch(other -> alike(word, other)));
    }

    private boolean covers(Named task) {
        if (task.made()) {
            return true;
        }
        List<Integer> numbers = numbers();
        int place = talk.shown().indexOf(task.id()) + 1;
        if (place > 0
                && (numbers.contains(place)
                        || says(POINTING_MANY)
                        || numbers.isEmpty() && says(POINTING) && place == 1)) {
            return true;
        }
        return task.fits() || names(task);
    }

    /** The message has a word of its name, or all of a tag of its. */
    private boolean names(Named task) {
        List<String> said = split(message).stream()
                .filter(word -> word.length() > 2 && !IDLE.contains(word))
                .toList();
        if (says(ALL) && task.tags().stream().anyMatch(tag -> said.contains(tag.toLowerCase(Locale.ROOT)))) {
            return true;
        }
        return task.name() != null
                && split(task.name()).stream()
                        .filter(word -> word.length() > 2 && !IDLE.contains(word))
                        .limit(12)
                        .anyMatch(word -> said.stream().anyMatch(other -> alike(word, other)));
    }

    private List<Integer> numbers() {
        List<Integer> numbers = new ArrayList<>();
        Matcher matcher = ORDINALS.matcher(message);
        while (matcher.find()) {
            String word = matcher.group().strip().toLowerCase(Locale.ROOT);
            List<String> ids = References.of(word, talk.shown());
            ids.forEach(id -> numbers.add(talk.shown().indexOf(id) + 1));
        }
        return numbers;
    }

    private boolean says(Pattern pattern) {
        return pattern.matcher(message).find();
    }

    private static boolean alike(String one, String other) {
        int common = Math.min(one.length(), other.length());
        return one.equals(other) || common >= 4 && one.regionMatches(0, other, 0, Math.max(4, common - 2));
    }

    private static List<String> split(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static Pattern words(String alternatives) {
        return Pattern.compile("(?<![\\p{L}\\p{N}])(?:" + alternatives + ")(?![\\p{L}\\p{N}])", FLAGS);
    }
}
