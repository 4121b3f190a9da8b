package behflow.gateway.chat.agent;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a message by rules, the first that fits. So a request such as "mark the reading task as done" is two steps, with a
 * question between them where several tasks fit. In doubt nothing is changed.
 */
final class Interpreter {

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL;
    private static final Pattern POLITE = Pattern.compile(
            "^(?:(?:please|can you|could you|would you|will you|hey|hi|ok|okay|now|then|and|actually|also|oh|well|alright)\\b[, ]*){1,20}(?:please )?(?=\\S{2})",
            FLAGS);
    private static final Pattern ASKED = Pattern.compile("(?:please )?(?:can|could|would|will) you\\b", FLAGS);
    private static final Pattern DRY =
            Pattern.compile("(?:dry[- ]run|preview|simulate|rehearse)(?: of)?[:,]? +(.+)$", FLAGS);
    private static final Pattern WHAT_IF = Pattern.compile(
            "what (?:would|will) happen if (?:i|we|you) (delet|complet|finish|mov|push|remov|postpon|chang|renam|restor|mark|tagg?)(?:e|ed|es)?d? (.+?)[?]?$",
            FLAGS);
    private static final Pattern NOT = Pattern.compile(
            "(?:don't|do not|dont|never|no need to)\\b(?! forget)(?! let (?:me|us) forget)(?! mind$).*$", FLAGS);
    private static final Pattern ASKING_LEAVE =
            Pattern.compile("(?:should|shall|can|could|may|must) (?:i|we)\\b.*$", FLAGS);
    private static final Pattern UNDO = Pattern.compile(
            "(?:undo|revert|reverse|roll ?back)(?: (?:that|it|this|(?:the|my) last (?:change|thing|one|action|turn|step)))?[.!]?$"
                    + "|take (?:that|it|this) back[.!]?$",
            FLAGS);
    private static final Pattern RESTORE =
            Pattern.compile("(?:restore|undelete|bring back|recover|unremove) (.+)$", FLAGS);
    private static final Pattern GREETING = Pattern.compile(
            "(?:hello|hi|hey|good (?:morning|evening|afternoon)|help|what can you do|who are you|who am i)[?.! ]*$",
            FLAGS);
    private static final Pattern THANKS = Pattern.compile("(?:thanks|thank you|great|cool|nice|perfect)\\b.*$", FLAGS);
    private static final Map<String, String> STEMS = Map.of(
            "delet",
            "delete",
            "complet",
            "complete",
            "mov",
            "move",
            "remov",
            "remove",
            "postpon",
            "postpone",
            "chang",
            "change",
            "renam",
            "rename",
            "restor",
            "restore");

    /** Each is a call of its own, and more than this are confirmed as one. */
    private static final int RESTORED_MAXIMUM = 10;

    private final Talk talk;

    private Interpreter(Talk talk) {
        this.talk = talk;
    }

    static Meaning read(String text, Talk talk) {
        Interpreter interpreter = new Interpreter(talk);
        String request = polite(text);
        if (References.is(request) && talk.question() != null) {
            Meaning answered = interpreter.answered(polite(talk.question()), request);
            if (answered != null) {
                return answered;
            }
        }
        return interpreter.meaning(request);
    }

    /** A request that is put as a question loses the mark as well. */
    private static String polite(String text) {
        String request = POLITE.matcher(text.strip()).replaceFirst("").strip();
        return ASKED.matcher(text.strip()).lookingAt() ? request.replaceAll("(?<![?\\s])[?\\s]++$", "") : request;
    }

    /** The user has said which of several tasks an earlier request meant. */
    private @Nullable Meaning answered(String request, String which) {
        Matcher restore = RESTORE.matcher(request);
        return restore.matches() ? restore(which, false) : Changes.of(request, which, talk, false);
    }

    private Meaning meaning(String text) {
        if (YesOrNo.of(text) != YesOrNo.NEITHER) {
            return Meaning.say("Nothing waits for your word.");
        }
        if (NOT.matcher(text).matches()) {
            return Meaning.say("All right, nothing was changed.");
        }
        Matcher m;
        if ((m = WHAT_IF.matcher(text)).matches()) {
            return would(STEMS.getOrDefault(m.group(1), m.group(1)) + " " + m.group(2));
        }
        if ((m = DRY.matcher(text)).matches()) {
            return would(m.group(1));
        }
        if (ASKING_LEAVE.matcher(text).matches() && !text.matches("(?is)what.*")) {
            return Meaning.say("That is up to you. Tell me to, and I do it.");
        }
        if (GREETING.matcher(text).matches()) {
            return Meaning.say("Hello! " + Replies.HELP);
        }
        if (THANKS.matcher(text).matches()) {
            return Meaning.say("You are welcome.");
        }
        Meaning changing = changing(text, false);
        if (changing != null) {
            return changing;
        }
        Meaning asking = Questions.of(text, talk);
        Meaning meant = asking != null ? asking : Creation.bare(text, talk);
        return meant != null ? meant : Meaning.say("I did not understand that. " + Replies.HELP);
    }

    private Meaning would(String request) {
        Meaning meaning = changing(polite(request), true);
        return meaning != null ? meaning : Meaning.say("I can only rehearse changes. " + Replies.HELP);
    }

    private @Nullable Meaning changing(String text, boolean dry) {
        if (UNDO.matcher(text).matches()) {
            return Meaning.call(Step.call("undo_change", dry ? Map.of("dry_run", true) : Map.of()), Replies::undone);
        }
        Meaning run = Questions.run(text, dry);
        if (run != null) {
            return run;
        }
        Matcher restore = RESTORE.matcher(text);
        if (restore.matches()) {
            return restore(restore.group(1), dry);
        }
        if (text.matches(
                "(?is)(?:is|are|did|do|does|was|were|when|why|who|how|what|which|where|list|show|find|search)\\b.*")) {
            return null;
        }
        Meaning change = Changes.of(text, null, talk, dry);
        return change != null ? change : Creation.of(text, talk, dry);
    }

    private Meaning restore(String target, boolean dry) {
        return Target.deleted(target, talk).then((found, results) -> {
            List<String> ids = found.ids();
            if (ids.size() > RESTORED_MAXIMUM) {
                return Step.show(
                        "I can restore up to %d tasks at once. Say which, please.".formatted(RESTORED_MAXIMUM), ids);
            }
            if (results.isEmpty()) {
                return Step.calls(ids.stream()
                        .map(id -> Map.<String, Object>of("task_id", id))
                        .map(task -> dry ? Target.with(task, Map.of("dry_run", true)) : task)
                        .map(arguments -> Step.call("restore_task", arguments))
                        .toList());
            }
            return Step.say(results.stream()
                    .map(result -> result.error() != null ? result.error() : Replies.change(result, "Restored"))
                    .distinct()
                    .collect(Collectors.joining("\n")));
        });
    }
}
