package behflow.gateway.chat.agent;

import static behflow.gateway.chat.agent.Target.with;

import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Requests to change tasks that are there. */
final class Changes {

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL;
    private static final String STATE =
            "(done|completed?|finished|in progress|started|blocked|not started|not done|open|todo|incomplete|unfinished)";
    private static final String END = "[.!]?$";
    private static final String LEVEL = "(low|medium|high|urgent)(?: priority| prio)?";
    private static final String NOT_ASKING = "(?!(?:what|which|who|when|how|where|why|it may)\\b)";

    private static final Pattern STATUS_OF =
            compile("(?:set|change|put) (?:the )?status of (.+?) (?:to|as) " + STATE + END);
    private static final Pattern STATUS_TO = compile("(?:set|change) (.+?) status (?:to|as) " + STATE + END);
    private static final Pattern MARK =
            compile("(?:mark|set|tick|check|change|flag)(?: off)? (.+?)(?: off)?(?: as| to)? " + STATE + END);
    private static final Pattern TICK = compile("(?:check|tick|cross) off (.+)$");
    private static final Pattern COMPLETE = compile(
            "(?:complete|finish(?: off| up)?|close|(?:i|we)(?:'ve|'m| have| am)? ?(?:already |just )?(?:finished|did|completed|done(?: with)?)|done with) (.+)$");
    private static final Pattern DID = compile(
            "(?:i|we)(?:'ve| have)? (?:already |just )?(?:paid|called|phoned|bought|sent|wrote|written|booked|cleaned|washed|watered|renewed"
                    + "|emailed|fixed|ordered|reviewed|submitted|mowed|posted|printed) (.+?)(?: just now| already| today)?[.!]?$");
    private static final Pattern WAS_DONE = compile(NOT_ASKING
            + "(.+?) (?:is|are|was|were|has been|have been) (?:now |already )?(?:paid|sent|bought|booked|ordered|submitted|cleaned|washed)"
            + END);
    private static final Pattern BLOCK =
            compile("(?:block|(?:i'm |i am |we are )?(?:stuck|blocked) (?:on|with|by)) (.+)$");
    private static final Pattern START = compile(
            "(?:(?:i'm |i am |we are )?(?:working on|starting)|(?:i |i've |i have )?start(?:ed)? (?:working )?on|(?:i've |i have |i )(?:just )?started|start working on|start|begin|work on) (.+)$");
    private static final Pattern REOPEN = compile("(?:reopen|unfinish|uncomplete|unblock|stop working on|stop) (.+)$");
    private static final Pattern IS = compile(NOT_ASKING + "(.+?) (?:is|are) (?:now |already )?" + STATE + END);
    private static final Pattern IS_LEVEL = compile(NOT_ASKING + "(.+?) (?:is|are) (?:now )?" + LEVEL + END);
    private static final Pattern IS_DUE = compile(NOT_ASKING + "(.+?) (?:is|are) due (.+)$");
    private static final Pattern PRIORITY_OF = compile(
            "(?:set|change|raise|lower|drop|bump|increase|decrease|reduce|make|put) (?:the )?priority of (.+?) (?:to|as) "
                    + LEVEL + END);
    private static final Pattern PRIORITY_TO = compile("(?:set|change) (.+?) priority (?:to|as) " + LEVEL + END);
    private static final Pattern PRIORITY =
            compile("(?:set|change|make|raise|lower|bump|prioriti[sz]e|mark)(?: up)? (.+?) (?:up )?(?:to |a |an |as )?"
                    + LEVEL + "(?: task)?" + END);
    private static final Pattern PRIORITIZE = compile("prioriti[sz]e (.+)$");
    private static final Pattern SHIFT = compile(
            "(?:move|push|postpone|delay|shift|reschedule|snooze|put off) (.+?) (?:back )?(?:by|for) (a|an|one|two|three|four|five|six|seven|\\d{1,3}) (hour|day|week|month)s?"
                    + END);
    private static final Pattern DUE_OF =
            compile("(?:set|change|move) (?:the )?(?:due date|deadline|date) (?:of|for) (.+?) (?:to|as|on) (.+)$");
    private static final Pattern DUE_TO = compile("(?:set|make) (.+?) (?:to be )?due (?:on |at |by )?(.+)$");
    private static final Pattern MOVE = compile(
            "(?:move|push|reschedule|postpone|delay|shift|defer|snooze|put off) (.+?) (?:back |forward |up )?(?:to|until|till|for|on) (.+)$");
    private static final Pattern BRING = compile("bring (.+?) forward (?:to|until|for) (.+)$");
    private static final Pattern MAKE_IT = compile("make (it|that|this|them|that one|this one) (.+)$");
    private static final Pattern CLEAR = compile(
            "(?:remove|clear|delete|drop) (?:the )?(due date|deadline|date|description|(?:all )?(?:of )?(?:the |its )?tags) (?:of|from|for|on) (.+)$");
    private static final Pattern RENAME_OF = compile("(?:change|set) (?:the )?(?:name|title) of (.+?) (?:to|as) (.+)$");
    private static final Pattern RENAME = compile("rename (.+?) (?:to|as|into) (.+)$");
    private static final Pattern DESCRIBE_OF = compile("(?:set|change) (?:the )?description of (.+?) (?:to|as) (.+)$");
    private static final Pattern DESCRIBE = compile("describe (.+?) as (.+)$");
    private static final Pattern NOTE = compile("add (?:a )?(?:note|description) to (.+?): *(.+)$");
    private static final String TAGS = "((?:#?[\\p{L}\\p{N}_-]+)(?:(?:, ?| and | & )#?[\\p{L}\\p{N}_-]+)*+)";
    private static final Pattern TAG = compile("(?:tag|label) (.+?) (?:with|as) " + TAGS + END);
    private static final Pattern ADD_TAG =
            compile("(?:add|put) (?:the )?(?:(?:tags?|labels?) " + TAGS + "|(#[\\p{L}\\p{N}_-]+)) (?:to|on) (.+)$");
    private static final Pattern REMOVE_TAG =
            compile("(?:(?:remove|delete|drop|take) (?:the )?(?:tags?|labels?) |(?:untag) |(?:remove|delete) (?=#))"
                    + TAGS + " (?:from|off) (.+)$");
    private static final Pattern TAKE_TAG = compile(
            "(?:remove|take|delete|drop) (?:the )?#?([\\p{L}\\p{N}_-]+) (?:tag|label) (?:off|from)(?: of)? (.+)$");
    private static final Pattern DELETE =
            compile("(?:delete|remove|drop|throw away|get rid of|trash|discard|cancel) (.+)$");
    private static final List<String> NUMBERS = List.of("a", "one", "two", "three", "four", "five", "six", "seven");

    /** Each is a call of its own, and more than this are confirmed as one. */
    private static final int SHIFTED_MAXIMUM = 10;

    private final Talk talk;
    private final boolean dry;

    private Changes(Talk talk, boolean dry) {
        this.talk = talk;
        this.dry = dry;
    }

    private static Pattern compile(String pattern) {
        return Pattern.compile(pattern, FLAGS);
    }

    /**
     * What a request for a change means; null where it is none.
     *
     * @param target stands for the tasks that the text names; null for those
     */
    static @Nullable Meaning of(String text, @Nullable String target, Talk talk, boolean dry) {
        return new Changes(talk, dry).meaning(text, target);
    }

    private @Nullable Meaning meaning(String text, @Nullable String other) {
        Matcher m;
        if ((m = STATUS_OF.matcher(text)).matches()
                || (m = STATUS_TO.matcher(text)).matches()
                || (m = MARK.matcher(text)).matches()) {
            return status(or(other, m.group(1)), m.group(2));
        }
        if ((m = TICK.matcher(text)).matches() || (m = COMPLETE.matcher(text)).matches()) {
            return status(or(other, m.group(1)), "done");
        }
        if ((m = DID.matcher(text)).matches() || (m = WAS_DONE.matcher(text)).matches()) {
            return status(or(other, m.group(1)), "done");
        }
        if ((m = BLOCK.matcher(text)).matches()) {
            return status(or(other, m.group(1)), "blocked");
        }
        if ((m = REOPEN.matcher(text)).matches()) {
            return status(or(other, m.group(1)), "not started");
        }
        if ((m = PRIORITY_OF.matcher(text)).matches()
                || (m = PRIORITY_TO.matcher(text)).matches()
                || (m = PRIORITY.matcher(text)).matches()) {
            return change(or(other, m.group(1)), Map.of("priority", m.group(2).toLowerCase(Locale.ROOT)));
        }
        if ((m = PRIORITIZE.matcher(text)).matches()) {
            return change(or(other, m.group(1)), Map.of("priority", "high"));
        }
        if ((m = SHIFT.matcher(text)).matches()) {
            return shift(or(other, m.group(1)), m.group(2), m.group(3));
        }
        if ((m = TAG.matcher(text)).matches()) {
            return change(or(other, m.group(1)), Map.of("add_tags", tags(m.group(2))));
        }
        if ((m = ADD_TAG.matcher(text)).matches()) {
            return change(
                    or(other, m.group(3)), Map.of("add_tags", tags(m.group(1) == null ? m.group(2) : m.group(1))));
        }
        if ((m = REMOVE_TAG.matcher(text)).matches() || (m = TAKE_TAG.matcher(text)).matches()) {
            return change(or(other, m.group(2)), Map.of("remove_tags", tags(m.group(1))));
        }
        if ((m = NOTE.matcher(text)).matches()
                || (m = DESCRIBE_OF.matcher(text)).matches()
                || (m = DESCRIBE.matcher(text)).matches()) {
            return change(or(other, m.group(1)), Map.of("description", Target.unquoted(m.group(2))));
        }
        if ((m = RENAME_OF.matcher(text)).matches() || (m = RENAME.matcher(text)).matches()) {
            return change(or(other, m.group(1)), Map.of("name", Target.unquoted(m.group(2))));
        }
        if ((m = CLEAR.matcher(text)).matches()) {
            String field = m.group(1).toLowerCase(Locale.ROOT);
            return change(
                    or(other, m.group(2)),
                    Map.of(
                            "clear",
                            List.of(field.endsWith("tags") ? "tags" : field.startsWith("desc") ? field : "due_date")));
        }
        if ((m = DUE_OF.matcher(text)).matches()
                || (m = DUE_TO.matcher(text)).matches()
                || (m = MOVE.matcher(text)).matches()
                || (m = BRING.matcher(text)).matches()
                || (m = IS_DUE.matcher(text)).matches()) {
            return due(or(other, m.group(1)), m.group(2));
        }
        if ((m = MAKE_IT.matcher(text)).matches() && talk.moment(m.group(2).replaceAll("[.!]$", "")) != null) {
            return due(or(other, m.group(1)), m.group(2));
        }
        if ((m = DELETE.matcher(text)).matches()) {
            return Target.of(or(other, m.group(1)), talk)
                    .then(Target.calling(
                            "delete_tasks",
                            ids -> marked(Map.of("task_ids", ids)),
                            result -> Replies.change(result, "Deleted")));
        }
        if ((m = IS.matcher(text)).matches()) {
            return status(or(other, m.group(1)), m.group(2));
        }
        if ((m = IS_LEVEL.matcher(text)).matches()) {
            return change(or(other, m.group(1)), Map.of("priority", m.group(2).toLowerCase(Locale.ROOT)));
        }
        if ((m = START.matcher(text)).matches()) {
            return status(or(other, m.group(1)), "started");
        }
        return null;
    }

    private static String or(@Nullable String other, String own) {
        return other == null ? own : other;
    }

    private Meaning status(String target, String words) {
        String status = switch (words.toLowerCase(Locale.ROOT)) {
            case "done", "complete", "completed", "finished" -> "completed";
            case "in progress", "started" -> "in_progress";
            case "blocked" -> "blocked";
            default -> "not_started";
        };
        return status.equals("completed") ? complete(target) : change(target, Map.of("status", status));
    }

    private Meaning complete(String target) {
        Target.Acting completing = Target.calling(
                "complete_tasks",
                ids -> marked(Map.of("task_ids", ids)),
                result -> Replies.change(result, "Completed"));
        return Target.open(target, talk)
                .then((found, results) -> found.completed()
                        ? Step.show("Completed already:\n" + Replies.numbered(found.tasks()), found.ids())
                        : completing.step(found, results));
    }

    private Meaning due(String target, String when) {
        LocalDateTime moment = talk.moment(when.replaceAll("[.!]$", ""));
        return moment == null
                ? Meaning.say("I did not understand to when. Say for example \"to friday at 5pm\".")
                : change(target, Map.of("due_date", Talk.wire(moment)));
    }

    private Meaning change(String target, Map<String, Object> change) {
        return Target.of(target, talk)
                .then(Target.calling(
                        "change_tasks",
                        ids -> marked(with(change, Map.of("task_ids", ids))),
                        result -> Replies.change(result, "Changed")));
    }

    /** Each task by its own due date: one call for each. */
    private Meaning shift(String target, String count, String unit) {
        int number = Math.max(1, NUMBERS.indexOf(count.toLowerCase(Locale.ROOT)));
        int by = count.matches("\\d+") ? Integer.parseInt(count) : number;
        return Target.of(target, talk).then((found, results) -> {
            List<JsonNode> dated =
                    found.tasks().stream().filter(task -> task.has("due_local")).toList();
            if (dated.isEmpty()) {
                return Step.say(
                        found.tasks().isEmpty()
                                ? "Say which task by its name, please."
                                : "That has no due date which could move.");
            }
            if (dated.size() > SHIFTED_MAXIMUM) {
                return Step.say(
                        "I can move up to %d tasks by so much at once. Say which, please.".formatted(SHIFTED_MAXIMUM));
            }
            if (results.isEmpty()) {
                return Step.calls(dated.stream()
                        .map(task -> Step.call("change_tasks", shifted(task, by, unit.toLowerCase(Locale.ROOT))))
                        .toList());
            }
            StringBuilder text = new StringBuilder();
            for (ToolResult result : results) {
                text.append(text.isEmpty() ? "" : "\n")
                        .append(result.error() != null ? result.error() : Replies.change(result, "Changed"));
            }
            return Step.say(text.toString());
        });
    }

    private Map<String, Object> shifted(JsonNode task, int by, String unit) {
        LocalDateTime due = LocalDateTime.parse(task.path("due_local").asString(""));
        return marked(Map.of(
                "task_ids", List.of(task.path("task_id").asString("")), "due_date", Talk.wire(later(due, by, unit))));
    }

    private static LocalDateTime later(LocalDateTime due, int by, String unit) {
        return switch (unit) {
            case "hour" -> due.plusHours(by);
            case "day" -> due.plusDays(by);
            case "week" -> due.plusWeeks(by);
            default -> due.plusMonths(by);
        };
    }

    private Map<String, Object> marked(Map<String, Object> arguments) {
        return dry ? with(arguments, Map.of("dry_run", true)) : arguments;
    }

    private static List<String> tags(String words) {
        return Arrays.stream(words.split(", ?| and | & "))
                .map(tag -> tag.replace("#", ""))
                .toList();
    }
}
