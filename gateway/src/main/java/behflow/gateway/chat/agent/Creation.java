package behflow.gateway.chat.agent;

import behflow.gateway.chat.language.ParsedTask;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Requests for a new task: what they call it, and the rest as the phrase grammar reads it. */
final class Creation {

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL;
    private static final String NOUN = "(?:task|todo|to-do|reminder)";
    private static final Pattern TASK = Pattern.compile(
            "(?:create|add|make|new|set up|write down|open)(?: me)? ?(?:(?:a|an|the|another|one more) )?(?:new )?"
                    + "(?:(low|medium|high|urgent)(?:[- ]priority)? )?" + NOUN
                    + "\\b(?::| (?:called|named|to|for|saying))? *(.+)$",
            FLAGS);
    private static final Pattern ON_LIST = Pattern.compile(
            "(?:put|add) (.+?) (?:on|to|onto) (?:my|the) (?:(?:to-?do|task) )?list( (?:for|on|by|due) .+)?[.!]?$",
            FLAGS);
    private static final Pattern PLAIN = Pattern.compile("(?:create|add|new|schedule|plan)\\b:? +(.+)$", FLAGS);
    private static final Pattern SAID = Pattern.compile(
            "(?:(?:remind me|remember|(?:don't|do not|dont) (?:let (?:me|us) )?forget|(?:i|we) (?:need|have|want|ought)) (?:to|about)"
                    + "|(?:i|we) must|(?:task|todo|to-do|note|note to self|reminder|jot down|note down|write down):) *(.+)$",
            FLAGS);

    private static final Pattern SEVERAL = Pattern.compile(
            "(?:create|add|make|new) (?:me )?(?:these |the following |(?:two|three|four|five|six|seven|eight|nine|ten|\\d{1,2}|some|a few|several)"
                    + " (?:new )?)?(?:tasks|todos|to-dos|reminders)(?: to)? ?: *(.+)$",
            FLAGS);
    /** A request for a task, and one that changes another: as one name it would be nobody's wish. */
    private static final Pattern TWO = Pattern.compile(
            "(?:create|add|new)\\b.*(?:,|\\band|\\bthen)(?: then)? (?:mark|delete|complete|finish|move|postpone|rename|restore|undo|tick off)"
                    + " (?:the|my|that|it|this|all|everything)\\b[^\"]*$",
            FLAGS);

    private static final Pattern TAG_IT = Pattern.compile(",? and (?:tag|label) (?:it|that|this) (?:with|as) ", FLAGS);
    private static final int SEVERAL_MAXIMUM = 10;
    private static final Pattern PARTS = Pattern.compile(" *(?:[;\\n]|, *(?:and )?| and ) *", FLAGS);

    /** What everyday tasks begin with, and no request to this assistant does. */
    private static final Pattern EVERYDAY = Pattern.compile(
            "(?:bake|book|buy|call|clean|cook|discuss|email|feed|fix|iron|mail|meet|mow|order|pack|pay|phone|pick up|post|prepare"
                    + "|print|renew|return|send|submit|text|visit|walk|wash|water)\\b .+$",
            FLAGS);

    private static final Pattern LEVEL = Pattern.compile("(low|medium|high|urgent)[- ]priority:? +(.+)$", FLAGS);

    private Creation() {}

    /** What a request for a new task means; null where it is none. */
    static @Nullable Meaning of(String text, Talk talk, boolean dry) {
        if (TWO.matcher(text).matches()) {
            return Meaning.say("One thing at a time, please: nothing was changed.");
        }
        Matcher m;
        if ((m = SEVERAL.matcher(text)).matches()) {
            return several(m.group(1), talk, dry);
        }
        if ((m = ON_LIST.matcher(text)).matches()) {
            String when = m.group(2) == null ? "" : m.group(2);
            return create(Target.unquoted(m.group(1)) + when, null, talk, dry);
        }
        if ((m = TASK.matcher(text)).matches()) {
            return create(m.group(2), m.group(1), talk, dry);
        }
        if ((m = SAID.matcher(text)).matches() || (m = PLAIN.matcher(text)).matches()) {
            return create(m.group(1), null, talk, dry);
        }
        return null;
    }

    /** A task without a verb of asking for it, that says how often, or when what has to be done every day; null where it is none. */
    static @Nullable Meaning bare(String text, Talk talk) {
        if (text.endsWith("?")) {
            return null;
        }
        ParsedTask task = talk.read(text.strip());
        boolean dated = task.dueDate() != null && EVERYDAY.matcher(text.strip()).matches();
        return task.recurrence() != null || dated ? create(text, null, talk, false) : null;
    }

    /** A task for each part of the list, in its order. */
    private static @Nullable Meaning several(String list, Talk talk, boolean dry) {
        List<Meaning> each = Arrays.stream(PARTS.split(list.strip().replaceAll("(?:[.]|(?<!!)!++)$", "")))
                .filter(part -> !part.isBlank())
                .limit(SEVERAL_MAXIMUM + 1L)
                .map(part -> create(part, null, talk, dry))
                .toList();
        if (each.isEmpty() || each.size() > SEVERAL_MAXIMUM) {
            return Meaning.say("Tell me up to %d tasks at once, please.".formatted(SEVERAL_MAXIMUM));
        }
        if (each.stream().anyMatch(one -> one.next(List.of()).calls().isEmpty())) {
            return Meaning.say("What are the tasks to be called?");
        }
        return results -> {
            if (results.isEmpty()) {
                return Step.calls(each.stream().map(one -> one.next(List.of())).toList());
            }
            return Step.say(IntStream.range(0, each.size())
                    .mapToObj(i -> each.get(i).next(List.of(results.get(i))).say())
                    .collect(Collectors.joining("\n")));
        };
    }

    private static Meaning create(String phrase, @Nullable String priority, Talk talk, boolean dry) {
        Matcher level = LEVEL.matcher(phrase.strip());
        if (priority == null && level.matches()) {
            return create(level.group(2), level.group(1), talk, dry);
        }
        ParsedTask task = talk.read(TAG_IT.matcher(phrase.strip()).replaceAll(" tagged "));
        String name = Target.unquoted(task.name())
                .replaceAll("(?<![\\s,;])[\\s,;]++$", "")
                .replaceAll("(?:[.]|(?<!!)!++)$", "");
        if (name.isBlank() || name.matches("(?i)(?:a |an |new |another )*" + NOUN)) {
            return Meaning.say("What is the task to be called?");
        }
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("name", name);
        if (task.priority() != null) {
            arguments.put("priority", task.priority().wire());
        } else if (priority != null) {
            arguments.put("priority", priority.toLowerCase(Locale.ROOT));
        }
        if (task.dueDate() != null) {
            arguments.put("due_date", Talk.wire(talk.local(task.dueDate())));
        }
        if (!task.tags().isEmpty()) {
            arguments.put("tags", task.tags());
        }
        if (dry) {
            arguments.put("dry_run", true);
        }
        if (task.recurrence() != null) {
            arguments.put("recurrence", task.recurrence());
            return Meaning.call(Step.call("repeat_task", arguments), Replies::repeated);
        }
        return Meaning.call(Step.call("create_task", arguments), result -> Replies.change(result, "Created"));
    }
}
