package behflow.gateway.chat.agent;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks a phrase means, as arguments of {@code list_tasks}: by status, priority, tags, due date. What is left of it are
 * words of names.
 */
final class Filters {

    static final List<String> OPEN = List.of("not_started", "in_progress", "blocked");

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    private static final Pattern TAGS = Pattern.compile(
            "(?:\\b(?:tagged|labell?ed|with (?:the )?(?:tag|label))(?: with| as)?|\\btag) +#?([\\p{L}\\p{N}_-]+(?:(?:, ?| and | & )#?[\\p{L}\\p{N}_-]+)*+)"
                    + "|#([\\p{L}][\\p{L}\\p{N}_-]*)",
            FLAGS);
    private static final Pattern PRIORITY = Pattern.compile(
            "\\b(low|medium|high|urgent)(?:[ -]prio(?:rity)?)?\\b|\\bpriority (low|medium|high|urgent)\\b|\\bp([1-4])\\b",
            FLAGS);
    private static final Pattern ABOUT_ME = Pattern.compile(
            "\\bon my (?:plate|agenda|schedule|calendar)\\b|\\bin total\\b|\\bmost (?=urgent|important)", FLAGS);
    private static final Pattern OVERDUE = Pattern.compile("\\b(?:overdue|past due|late)\\b", FLAGS);
    private static final Pattern DAYS = Pattern.compile(
            "\\b(?:that (?:is|are) )?(?:due |for |on )?(today|tonight|tomorrow|this week|next week|this month|next month)\\b",
            FLAGS);
    private static final Pattern EDGE =
            Pattern.compile("\\b(?:that (?:is|are) )?(?:due )?(before|after|by|until|on|due) (.++)$", FLAGS);
    /** Begins where the marks begin: from each of them on, it would take the square of their number to find that they end nothing. */
    static final String END = "(?<![.!?])[.!?]++$";

    private static final Map<Pattern, List<String>> STATUSES = statuses();
    private static final Set<String> IDLE = Set.copyOf(Arrays.asList(
            ("a all also an and any are as at be by can do does each every everything existing for from get give has have i in"
                            + " is it item items list me my of on one our please see show task tasks that the there these they this"
                            + " those to todo todos to-do to-dos up was we were what what's whats which who with you your about"
                            + " containing called named ones thing things stuff should must need on currently now left still have got"
                            + " list's due priority status anything haven't havent yet am supposed did or")
                    .split(" ")));

    private final Map<String, Object> arguments = new LinkedHashMap<>();
    private final List<String> priorities = new ArrayList<>();
    private String rest;

    private Filters(String phrase, Talk talk) {
        rest = " " + ABOUT_ME.matcher(phrase.strip()).replaceAll(" ") + " ";
        if (take(Pattern.compile("\\b(?:deleted|trashed)\\b", FLAGS)) != null) {
            arguments.put("deleted", true);
        }
        tags();
        if (take(OVERDUE) != null) {
            arguments.put("overdue", true);
        }
        STATUSES.forEach((pattern, values) -> {
            if (!arguments.containsKey("status") && take(pattern) != null) {
                arguments.put("status", values);
            }
        });
        for (Matcher said = take(PRIORITY); said != null; said = take(PRIORITY)) {
            String word = said.group(1) == null ? said.group(2) : said.group(1);
            priorities.add(
                    word == null
                            ? List.of("urgent", "high", "medium", "low").get(Integer.parseInt(said.group(3)) - 1)
                            : word.toLowerCase(Locale.ROOT));
        }
        if (!priorities.isEmpty()) {
            arguments.put("priority", priorities);
        }
        dates(talk);
    }

    static Filters of(String phrase, Talk talk) {
        return new Filters(phrase, talk);
    }

    private static Map<Pattern, List<String>> statuses() {
        Map<Pattern, List<String>> statuses = new LinkedHashMap<>();
        statuses.put(
                Pattern.compile(
                        "\\b(?:open|pending|unfinished|incomplete|remaining|not (?:done|finished|completed)|active"
                                + "|(?:haven't|havent|have not) (?:i |we )?(?:done|finished|completed))\\b",
                        FLAGS),
                OPEN);
        statuses.put(
                Pattern.compile(
                        "\\b(?:not started|unstarted|not begun|(?:haven't|havent|have not) (?:i |we )?(?:even )?(?:started|begun))\\b",
                        FLAGS),
                List.of("not_started"));
        statuses.put(Pattern.compile("\\b(?:in progress|started|ongoing|under way)\\b", FLAGS), List.of("in_progress"));
        statuses.put(Pattern.compile("\\b(?:blocked|stuck)\\b", FLAGS), List.of("blocked"));
        statuses.put(Pattern.compile("\\b(?:completed?|done|finished|closed)\\b", FLAGS), List.of("completed"));
        return statuses;
    }

    private void tags() {
        List<String> tags = new ArrayList<>();
        for (Matcher said = take(TAGS); said != null; said = take(TAGS)) {
            String words = said.group(1) == null ? said.group(2) : said.group(1);
            Arrays.stream(words.split(", ?| and | & "))
                    .map(tag -> tag.replace("#", ""))
                    .forEach(tags::add);
        }
        if (!tags.isEmpty()) {
            arguments.put("tags", tags);
        }
    }

    private void dates(Talk talk) {
        LocalDate today = talk.now().toLocalDate();
        LocalDate monday = today.minusDays(today.getDayOfWeek().getValue() - 1L);
        Matcher days = take(DAYS);
        if (days != null) {
            switch (days.group(1).toLowerCase(Locale.ROOT)) {
                case "tomorrow" -> between(today.plusDays(1), today.plusDays(2));
                case "this week" -> between(monday, monday.plusWeeks(1));
                case "next week" -> between(monday.plusWeeks(1), monday.plusWeeks(2));
                case "this month" ->
                    between(today.withDayOfMonth(1), today.with(TemporalAdjusters.firstDayOfNextMonth()));
                case "next month" -> {
                    LocalDate first = today.with(TemporalAdjusters.firstDayOfNextMonth());
                    between(first, first.plusMonths(1));
                }
                default -> between(today, today.plusDays(1));
            }
            return;
        }
        Matcher edge = EDGE.matcher(rest.stripTrailing());
        if (!edge.find()) {
            return;
        }
        LocalDateTime moment = talk.moment(edge.group(2).replaceAll(END, ""));
        if (moment == null) {
            return;
        }
        LocalDate day = moment.toLocalDate();
        switch (edge.group(1).toLowerCase(Locale.ROOT)) {
            case "before" -> arguments.put("due_before", Talk.wire(day.atStartOfDay()));
            case "after" ->
                arguments.put(
                        "due_after", Talk.wire(day.plusDays(1).atStartOfDay().minusSeconds(1)));
            case "by", "until" ->
                arguments.put("due_before", Talk.wire(day.plusDays(1).atStartOfDay()));
            default -> between(day, day.plusDays(1));
        }
        rest = rest.stripTrailing().substring(0, edge.start()) + " ";
    }

    private void between(LocalDate from, LocalDate to) {
        arguments.put("due_after", Talk.wire(from.atStartOfDay().minusSeconds(1)));
        arguments.put("due_before", Talk.wire(to.atStartOfDay()));
    }

    /** Takes out the first that fits; null where nothing does. */
    private @Nullable Matcher take(Pattern pattern) {
        Matcher matcher = pattern.matcher(rest);
        if (!matcher.find()) {
            return null;
        }
        rest = rest.substring(0, matcher.start()) + " " + rest.substring(matcher.end());
        return matcher;
    }

    boolean none() {
        return arguments.isEmpty();
    }

    /** What is left and may be of a name; "" for nothing. */
    String words() {
        return String.join(
                " ",
                Arrays.stream(rest.strip().split("[\\s,?!.:;\"“”]+"))
                        .filter(word -> !word.isEmpty() && !IDLE.contains(word.toLowerCase(Locale.ROOT)))
                        .toList());
    }

    /** For {@code list_tasks}, the words included. */
    Map<String, Object> arguments() {
        Map<String, Object> all = new LinkedHashMap<>(arguments);
        if (!words().isEmpty()) {
            all.put("text", words());
        }
        return all;
    }
}
