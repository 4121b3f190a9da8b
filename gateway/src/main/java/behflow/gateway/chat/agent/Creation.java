package behflow.gateway.chat.agent;

import behflow.gateway.chat.language.ParsedTask;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Pattern ON_LIST =
            Pattern.compile("(?:put|add) (.+?) (?:on|to|onto) (?:my|the) (?:(?:to-?do|task) )?list[.!]?$", FLAGS);
    private static final Pattern PLAIN = Pattern.compile("(?:create|add|new|schedule|plan)\\b:? +(.+)$", FLAGS);
    private static final Pattern SAID = Pattern.compile(
            "(?:(?:remind me|remember|(?:don't|do not|dont) forget|(?:i|we) (?:need|have|want|ought)) (?:to|about)"
                    + "|(?:i|we) must|(?:task|todo|to-do|note|note to self|reminder):) *(.+)$",
            FLAGS);

    private static final Pattern LEVEL = Pattern.compile("(low|medium|high|urgent)[- ]priority:? +(.+)$", FLAGS);

    private Creation() {}

    /** What a request for a new task means; null where it is none. */
    static @Nullable Meaning of(String text, Talk talk, boolean dry) {
        Matcher m;
        if ((m = TASK.matcher(text)).matches()) {
            return create(m.group(2), m.group(1), talk, dry);
        }
        if ((m = ON_LIST.matcher(text)).matches()
                || (m = SAID.matcher(text)).matches()
                || (m = PLAIN.matcher(text)).matches()) {
            return create(m.group(1), null, talk, dry);
        }
        return null;
    }

    /** A task without a verb of asking for it, that says how often; null where it is none. */
    static @Nullable Meaning repeated(String text, Talk talk) {
        boolean repeats = !text.endsWith("?") && talk.read(text.strip()).recurrence() != null;
        return repeats ? create(text, null, talk, false) : null;
    }

    private static Meaning create(String phrase, @Nullable String priority, Talk talk, boolean dry) {
        Matcher level = LEVEL.matcher(phrase.strip());
        if (priority == null && level.matches()) {
            return create(level.group(2), level.group(1), talk, dry);
        }
        ParsedTask task = talk.read(phrase.strip());
        String name = Target.unquoted(task.name()).replaceAll("[\\s,;]+$", "").replaceAll("[.!]$", "");
        if (name.isBlank()) {
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
