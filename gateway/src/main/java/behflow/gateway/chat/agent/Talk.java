package behflow.gateway.chat.agent;

import behflow.gateway.chat.language.DateOrder;
import behflow.gateway.chat.language.ParsedTask;
import behflow.gateway.chat.language.PhraseContext;
import behflow.gateway.chat.language.PhraseParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a message is said into.
 *
 * @param now      in the user's zone
 * @param order    of figures in dates
 * @param shown    ids of the tasks shown last, in order; "" where one is gone
 * @param question the user's message that several tasks fitted, where the assistant has just asked which; else null
 */
record Talk(
        ZonedDateTime now,
        DateOrder order,
        List<String> shown,
        @Nullable String question) {

    private static final PhraseParser PARSER = new PhraseParser();
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);

    ParsedTask read(String text) {
        return PARSER.parse(text, new PhraseContext(now.getZone(), now.toInstant(), order));
    }

    /** The moment that a text is, all of it; null where it is none. */
    @Nullable
    LocalDateTime moment(String text) {
        PhraseContext context = new PhraseContext(now.getZone(), now.toInstant(), order);
        Instant alone = PARSER.parseDate(text.strip(), context).orElse(null);
        if (alone != null) {
            return local(alone);
        }
        for (String way : List.of("x on ", "x ", "x due ")) {
            ParsedTask task = read(way + text.strip());
            if (task.dueDate() != null && task.name().equals("x")) {
                return local(task.dueDate());
            }
        }
        return null;
    }

    LocalDateTime local(Instant instant) {
        return instant.atZone(now.getZone()).toLocalDateTime();
    }

    static String wire(LocalDateTime moment) {
        return LOCAL.format(moment);
    }
}
