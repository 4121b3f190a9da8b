package behflow.gateway.chat.language;

import behflow.api.task.Priority;
import behflow.gateway.chat.language.ParsedTask.Alternative;
import behflow.gateway.chat.language.ParsedTask.Span;
import behflow.gateway.chat.language.PhraseScanner.Fit;
import behflow.gateway.chat.language.grammar.PhraseRules.*;
import behflow.gateway.chat.language.grammar.PhraseTokens;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/** One text being read. */
final class TaskReading {

    private static final int TAG_LENGTH = 50;

    /** A phrase that is believed, and what it says: a Moment, a Repetition, a Priority or a list of tags. */
    private record Found(int from, int to, String field, Object says) {}

    private final int[] points;
    private final PhraseContext context;
    private final PhraseScanner scanner;
    private final MomentReader moments;
    private final RepetitionReader repetitions;
    private final List<Alternative> alternatives = new ArrayList<>();

    TaskReading(String text, PhraseContext context) {
        this.points = text.codePoints().toArray();
        this.context = context;
        scanner = new PhraseScanner(text);
        moments = new MomentReader(context);
        repetitions = new RepetitionReader(context, moments);
    }

    ParsedTask read() {
        List<Found> found = believed(scanner.scan());
        Found repetition = first(found, "recurrence");
        Found priority = first(found, "priority");
        Found day = null;
        Found time = null;
        for (Found each : found) {
            if (each.says() instanceof Moment moment) {
                boolean clockOnly = moment.day == null && moment.exact == null;
                if (clockOnly && time == null) {
                    time = each;
                } else if (!clockOnly && (day == null || (!edge(day) && edge(each)))) {
                    day = each;
                }
            }
        }
        Repetition rule = repetition == null ? null : (Repetition) repetition.says();
        if (rule != null) {
            day = null;
            if (time != null && rule.time == null) {
                rule.time = ((Moment) time.says()).time;
            } else {
                time = null;
            }
        }
        boolean complete = day != null && (((Moment) day.says()).time != null || ((Moment) day.says()).exact != null);
        time = complete ? null : time;
        Moment moment = merged(day, time);
        Instant due = rule != null ? rule.first(context) : moment == null ? null : moment.resolve(context);
        if (due != null && !MomentReader.sane(due)) {
            due = null;
            day = null;
            time = null;
        }
        if (rule != null && due == null) {
            rule = null;
            repetition = null;
            time = null;
        }
        List<Found> kept = new ArrayList<>();
        Set<String> tags = new LinkedHashSet<>();
        for (Found each : found) {
            if (each.says() instanceof List<?> list) {
                list.forEach(tag -> tags.add((String) tag));
                kept.add(each);
            } else if (each == repetition || each == priority || each == day || each == time) {
                kept.add(each);
            } else if (each.says() instanceof Moment other) {
                other(other.resolve(context), "another date or time in the text");
            }
        }
        if (moment != null && due != null && rule == null) {
            alternatives(moment, due);
        }
        if (rule != null && rule.other != null) {
            alternatives.add(new Alternative("recurrence", rule.other, "every so many weeks rather than of the month"));
        }
        NameBuilder name = new NameBuilder(points);
        List<Span> spans = new ArrayList<>();
        for (Found each : kept) {
            int start = scanner.tokens.get(each.from()).getStartIndex();
            int end = scanner.tokens.get(each.to() - 1).getStopIndex() + 1;
            name.cut(start, end);
            spans.add(new Span(each.field(), new String(points, start, end - start), start, end));
        }
        return new ParsedTask(
                name.build(),
                due,
                rule == null ? null : rule.rule(context),
                priority == null ? null : (Priority) priority.says(),
                List.copyOf(tags),
                List.copyOf(spans),
                List.copyOf(alternatives));
    }

    /** Right to left, because what a phrase is worth depends on what follows it. */
    private List<Found> believed(List<Fit> fits) {
        boolean[] starts = new boolean[scanner.tokens.size() + 1];
        boolean[] covered = new boolean[scanner.tokens.size() + 1];
        fits.forEach(fit -> java.util.Arrays.fill(covered, fit.from(), fit.to(), true));
        Neighbours neighbours = new Neighbours(points, scanner.tokens, starts, covered);
        List<Found> found = new ArrayList<>();
        for (int i = fits.size() - 1; i >= 0; i--) {
            Fit fit = fits.get(i);
            Found each = neighbours.apart(fit.from(), fit.to()) ? believe(fit, neighbours, range(fits, i)) : null;
            if (each != null) {
                starts[fit.from()] = true;
                found.add(0, each);
            }
        }
        return found;
    }

    /** Whether the phrase is one end of "monday to friday". */
    private boolean range(List<Fit> fits, int i) {
        return i + 1 < fits.size()
                && fits.get(i).tree() instanceof DueContext
                && fits.get(i + 1).tree() instanceof DueContext
                && fits.get(i + 1).from() == fits.get(i).to() + 1
                && Set.of(PhraseTokens.TO, PhraseTokens.DASH, PhraseTokens.UNTIL)
                        .contains(scanner.tokens.get(fits.get(i).to()).getType());
    }

    private @Nullable Found believe(Fit fit, Neighbours neighbours, boolean range) {
        ParserRuleContext tree = fit.tree();
        int from = fit.from();
        int to = fit.to();
        if (tree instanceof DueContext due) {
            Moment moment = range ? null : moments.read(due);
            boolean marked = due.marker() != null && due.marker().FOR() == null
                    || due.when().elapsed() != null
                    || startsWithAt(due.when().time());
            if (moment == null
                    || moment.past
                    || (moment.needsCapitalFree && neighbours.capitalised(from - 1) && from > 1)) {
                return null;
            }
            if (bareShort(due) && !"fri tue tues thu thur thurs".contains(neighbours.word(from))) {
                return null;
            }
            return neighbours.dated(from, to, moment.weight, marked) ? new Found(from, to, "due_date", moment) : null;
        } else if (tree instanceof RepetitionContext repetition) {
            Repetition rule = repetitions.read(repetition);
            boolean adjective = repetition.repeat() instanceof FrequencyContext
                    && repetition.tail().isEmpty();
            if (rule == null
                    || adjective && Words.ARTICLES.contains(neighbours.word(from - 1))
                    || !neighbours.dated(from, to, rule.weight, false)) {
                return null;
            }
            return new Found(from, to, "recurrence", rule);
        } else if (tree instanceof PriorityContext words) {
            boolean sure = words.BANG() != null || (words.LEVEL_P() != null && words.PRIORITY() == null);
            Priority priority = PhraseParser.priority(words.getText());
            return priority != null && (sure || neighbours.adjectival(from, to))
                    ? new Found(from, to, "priority", priority)
                    : null;
        } else if (tree instanceof TaggingContext tagging) {
            return tags(fit, tagging, neighbours);
        }
        return null;
    }

    private static boolean startsWithAt(@Nullable TimeContext time) {
        return time != null && time.getStart().getType() == PhraseTokens.AT;
    }

    private static boolean bareShort(DueContext due) {
        return due.marker() == null
                && due.when().time() == null
                && due.when().date() instanceof BareWeekdayContext bare
                && bare.WEEK() == null
                && bare.weekday().WEEKDAY_SHORT() != null;
    }

    private @Nullable Found tags(Fit fit, TaggingContext tagging, Neighbours neighbours) {
        List<String> tags = new ArrayList<>();
        int to = fit.to();
        if (tagging.HASHTAG() != null) {
            tags.add(tagging.getText().substring(1));
        } else {
            List<TagItemContext> items = tagging.tagList().tagItem();
            int count = items.size();
            while (count > 0 && !neighbours.closed(after(items.get(count - 1).getStart()))) {
                count--;
            }
            boolean led = tagging.TAGGED() != null || tagging.COMMA() != null || tagging.WITH() != null;
            if (count == 0 || (!led && Words.ARTICLES.contains(neighbours.word(fit.from() - 1)))) {
                return null;
            }
            if (!led && fit.from() == 0) {
                return null;
            }
            to = after(items.get(count - 1).getStart());
            items.subList(0, count)
                    .forEach(item -> tags.add(
                            item.getText().startsWith("#") ? item.getText().substring(1) : item.getText()));
        }
        boolean good = tags.stream()
                .allMatch(tag -> tag.codePointCount(0, tag.length()) <= TAG_LENGTH
                        && tag.codePoints().anyMatch(Character::isLetter));
        return good ? new Found(fit.from(), to, "tags", tags) : null;
    }

    private int after(Token token) {
        return scanner.tokens.indexOf(token) + 1;
    }

    private boolean edge(Found found) {
        return found.from() == 0 || found.to() == scanner.tokens.size();
    }

    private static @Nullable Found first(List<Found> found, String field) {
        return found.stream()
                .filter(each -> each.field().equals(field))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Moment merged(@Nullable Found day, @Nullable Found time) {
        if (day == null || time == null) {
            return day != null ? (Moment) day.says() : time == null ? null : (Moment) time.says();
        }
        Moment moment = (Moment) day.says();
        if (moment.time == null && moment.exact == null) {
            moment.time = ((Moment) time.says()).time;
            moment.otherTime = ((Moment) time.says()).otherTime;
            moment.nextDay = ((Moment) time.says()).nextDay;
        }
        return moment;
    }

    private void alternatives(Moment moment, Instant due) {
        for (Moment.Choice choice : moment.choices) {
            other(moment.at(context, choice.day(), moment.time), choice.reason());
        }
        if (moment.otherTime != null) {
            other(moment.at(context, moment.day, moment.otherTime), "the other half of the day");
        }
        if (moment.exact == null
                && due.atZone(context.zone())
                        .withLaterOffsetAtOverlap()
                        .toInstant()
                        .isAfter(due)) {
            other(due.atZone(context.zone()).withLaterOffsetAtOverlap().toInstant(), "the hour comes twice that day");
        }
    }

    private void other(Instant value, String reason) {
        if (MomentReader.sane(value)) {
            alternatives.add(new Alternative(
                    "due_date", value.truncatedTo(ChronoUnit.SECONDS).toString(), reason));
        }
    }
}
