package behflow.gateway.chat.language;

import behflow.api.task.Priority;
import behflow.gateway.chat.language.grammar.PhraseRules;
import behflow.gateway.chat.language.grammar.PhraseRules.*;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads phrases in English texts. Knows nothing between calls and may be shared by threads. */
public final class PhraseParser {

    /** What a task's text says. Any text has an answer. */
    public ParsedTask parse(String text, PhraseContext context) {
        return new TaskReading(text, context).read();
    }

    /** The instant that a text which is nothing but a date or a time means, such as "friday", "90m", "yesterday". */
    public Optional<Instant> parseDate(String text, PhraseContext context) {
        PhraseScanner scanner = new PhraseScanner(text);
        if (!(scanner.whole(PhraseRules::dateAlone) instanceof DateAloneContext tree)) {
            return Optional.empty();
        }
        MomentReader reader = new MomentReader(context);
        Moment moment = tree.due() != null
                ? reader.read(tree.due())
                : tree.DAYPART() != null
                        ? reader.daypart(tree.DAYPART().getText())
                        : reader.durations().after(tree.duration(), context.today(), 1);
        return moment == null
                ? Optional.empty()
                : Optional.of(moment.resolve(context)).filter(MomentReader::sane);
    }

    static @Nullable Priority priority(String words) {
        String text = words.toLowerCase(Locale.ROOT);
        if (text.matches(".*(urgent|asap|top|highest|p1|!1).*")) {
            return Priority.URGENT;
        } else if (text.matches(".*(lowest|low|p4|!4).*")) {
            return Priority.LOW;
        } else if (text.matches(".*(high|p2|!2).*")) {
            return Priority.HIGH;
        }
        return text.matches(".*(med|normal|p3|!3).*") ? Priority.MEDIUM : null;
    }
}
