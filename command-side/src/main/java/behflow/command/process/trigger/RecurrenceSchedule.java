package behflow.command.process.trigger;

import behflow.api.kernel.RejectedException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.Freq;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;
import org.jspecify.annotations.Nullable;

/**
 * A recurrence rule of RFC 5545, with or without {@code RRULE:} ahead of it. It counts from a {@code DTSTART} line, or else
 * from when its process was created; one that was set later has been given that line ({@code ProcessRule.inPlaceOf}). What would
 * take long to follow is refused: whoever asks for a next time may hold locks.
 *
 * <p>Not for several threads at once.
 */
final class RecurrenceSchedule implements LocalSchedule {

    /** What a client may send, and a start ahead of it. */
    private static final int MAXIMUM = 600;

    private static final Pattern TEXT = Pattern.compile(
            "(?:DTSTART(?:;[^:\\r\\n]*)?:(\\d{8}(?:T\\d{6}Z?)?)\\s*[\\r\\n]+)?(?:RRULE:)?([A-Z0-9=;,:+-]+)\\s*",
            Pattern.CASE_INSENSITIVE);
    private static final DateTimeFormatter START = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss");
    private static final LocalDateTime LAST = LocalDateTime.of(9_999, 12, 31, 23, 59, 59);
    private static final String DETAIL =
            "recurrence must be an RRULE (RFC 5545) that comes at most once a minute and has"
                    + " an occurrence, such as FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0.";

    /** The largest COUNT. */
    private static final int COUNTED = 10_000;

    /** So many times, or intervals without one, the library may have to look at for the last one of a COUNT. */
    private static final long COUNTED_THROUGH = 500_000;

    /** So many times may come within one day, week, month or year of a rule. */
    private static final int AT_ONCE = 3_000;

    /** The library looks at so many intervals before it gives up. */
    private static final int LOOKED_AT = 4_320;

    /** So often it is asked to go on for one occurrence: on days that are possible it finds one within a few times, or none ever. */
    private static final int ASKED = 100;

    /** A rule that is silent for longer has no more: a 29 February on a given weekday comes within 40 years. */
    private static final int SILENCE_YEARS = 41;

    /** Without its COUNT, which would forbid to begin anywhere but at the start. */
    private final RecurrenceRule rule;

    private final LocalDateTime start;

    /** What a COUNT comes to. */
    private @Nullable LocalDateTime last;

    /** The last search: who asks for the one behind its find goes on with it. */
    private @Nullable Search search;

    private RecurrenceSchedule(RecurrenceRule rule, LocalDateTime start) {
        this.rule = rule;
        this.start = start;
    }

    /**
     * @param created when the process was created, in its zone
     * @throws RejectedException INVALID where it is no recurrence rule, one without an occurrence, or one that takes too long
     */
    static RecurrenceSchedule parse(String text, LocalDateTime created, ZoneId zone) {
        Matcher matcher = TEXT.matcher(text);
        if (text.length() > MAXIMUM || !matcher.matches()) {
            throw invalid();
        }
        try {
            LocalDateTime start =
                    matcher.group(1) == null ? created.truncatedTo(ChronoUnit.SECONDS) : start(matcher.group(1), zone);
            RecurrenceRule rule = new RecurrenceRule(matcher.group(2), RecurrenceRule.RfcMode.RFC5545_STRICT);
            requireSlow(rule);
            long atOnce = atOnce(rule);
            if (atOnce > AT_ONCE) {
                throw tooLong("recurrence comes too often for its FREQ: let it come by a shorter one.");
            }
            if (rule.getUntil() != null) {
                rule.setUntil(floating(rule.getUntil(), zone));
            }
            Integer count = rule.getCount();
            if (count != null) {
                rule.setUntil(null);
            }
            RecurrenceSchedule schedule = new RecurrenceSchedule(rule, start);
            if (schedule.next(start.minusSeconds(1)).isEmpty()) {
                throw invalid();
            }
            if (count != null) {
                schedule.count(count, atOnce);
            }
            return schedule;
        } catch (InvalidRecurrenceRuleException | IllegalArgumentException | DateTimeException e) {
            throw invalid();
        }
    }

    /** Counts once, so that nobody has to count again. */
    private void count(int count, long atOnce) {
        if (count > COUNTED) {
            throw tooLong("recurrence can have a COUNT of %,d at most.".formatted(COUNTED));
        }
        LocalDateTime reached = start.minusSeconds(1);
        for (int i = 0; i < count; i++) {
            Optional<LocalDateTime> next = next(reached);
            if (next.isEmpty()) {
                return;
            }
            reached = next.get();
            if (frequency().between(start, reached) / rule.getInterval() * atOnce > COUNTED_THROUGH) {
                throw tooLong(
                        "recurrence has a COUNT that takes too long to count: let it come by a FREQ that suits its"
                                + " times, or end by UNTIL.");
            }
        }
        last = reached;
    }

    @Override
    public Optional<LocalDateTime> next(LocalDateTime local) {
        if (last != null && !local.isBefore(last)) {
            return Optional.empty();
        }
        Search current = search;
        if (current == null || !local.equals(current.found)) {
            current = new Search(begin(local));
            search = current;
        }
        return current.next(local);
    }

    /** One search, which goes on where the library gave up. */
    private final class Search {

        private LocalDateTime reached;
        private @Nullable RecurrenceRuleIterator occurrences;
        private @Nullable LocalDateTime found;

        private Search(LocalDateTime from) {
            this.reached = from;
        }

        private Optional<LocalDateTime> next(LocalDateTime local) {
            LocalDateTime end = end(local);
            found = null;
            for (int asked = 0; asked < ASKED && !reached.isAfter(end); asked++) {
                try {
                    Optional<LocalDateTime> next = look(local);
                    found = next.orElse(null);
                    return next;
                } catch (IllegalStateException e) {
                    // A thousand sets without a position of BYSETPOS: there is none in any.
                    return Optional.empty();
                } catch (IllegalArgumentException e) {
                    // The library's word for a rule that finds nothing for long; there may be more later.
                    LocalDateTime later = behind(reached, end);
                    if (later == null) {
                        return Optional.empty();
                    }
                    reached = later;
                    occurrences = null;
                }
            }
            return Optional.empty();
        }

        private Optional<LocalDateTime> look(LocalDateTime local) {
            RecurrenceRuleIterator current = occurrences;
            if (current == null) {
                current = rule.iterator(date(reached));
                occurrences = current;
                current.fastForward(date(local));
            }
            while (current.hasNext()) {
                // Taken only when it is passed: the library looks for the one behind it ahead of giving it.
                LocalDateTime next = local(current.peekDateTime());
                if (next.getYear() > 9_999) {
                    return Optional.empty();
                }
                if (next.isAfter(local)) {
                    return Optional.of(next);
                }
                reached = next;
                current.nextDateTime();
            }
            return Optional.empty();
        }
    }

    /** The last beginning of an interval up to there, from where the same occurrences follow as from the start. */
    private LocalDateTime begin(LocalDateTime local) {
        ChronoUnit unit = unit();
        if (unit == null || local.isBefore(start)) {
            return start;
        }
        long intervals = unit.between(start, local) / rule.getInterval();
        return start.plus(intervals * rule.getInterval(), unit);
    }

    /**
     * The beginning of the last interval that the library has looked at in vain, or of a later one ahead of which no day is
     * possible; null where giving up means that there is none, as after a thousand weeks, months or years.
     */
    private @Nullable LocalDateTime behind(LocalDateTime reached, LocalDateTime end) {
        ChronoUnit unit = unit();
        if (unit == null) {
            return null;
        }
        LocalDateTime later = begin(reached).plus((LOOKED_AT - 1L) * rule.getInterval(), unit);
        LocalDate day = later.toLocalDate();
        while (!day.isAfter(end.toLocalDate()) && !possible(day)) {
            day = day.plusDays(1);
        }
        LocalDateTime first = begin(day.atStartOfDay());
        return first.isAfter(later) ? first : later;
    }

    /** Whether the parts that speak of days let this one pass: in rules of days, hours and minutes they do nothing else. */
    private boolean possible(LocalDate day) {
        return rule.hasPart(RecurrenceRule.Part.RSCALE)
                || has(RecurrenceRule.Part.BYMONTH, day.getMonthValue() - 1, day.getMonthValue() - 1)
                        && has(
                                RecurrenceRule.Part.BYMONTHDAY,
                                day.getDayOfMonth(),
                                day.getDayOfMonth() - 1 - day.lengthOfMonth())
                        && has(
                                RecurrenceRule.Part.BYYEARDAY,
                                day.getDayOfYear(),
                                day.getDayOfYear() - 1 - day.lengthOfYear())
                        && onWeekday(day);
    }

    private boolean has(RecurrenceRule.Part part, int one, int other) {
        List<Integer> values = rule.getByPart(part);
        return values == null || values.contains(one) || values.contains(other);
    }

    private boolean onWeekday(LocalDate day) {
        List<RecurrenceRule.WeekdayNum> days = rule.getByDayPart();
        // Sunday is the library's first.
        int weekday = day.getDayOfWeek().getValue() % 7;
        return days == null || days.stream().anyMatch(each -> each.weekday.ordinal() == weekday);
    }

    /** Where looking for the one after {@code local} ends. */
    private LocalDateTime end(LocalDateTime local) {
        LocalDateTime silence = (local.isBefore(start) ? start : local).plusYears(SILENCE_YEARS);
        LocalDateTime until = rule.getUntil() == null ? LocalDateTime.MAX : local(rule.getUntil());
        LocalDateTime last = silence.isBefore(until) ? silence : until;
        return last.isBefore(LAST) ? last : LAST;
    }

    /** What an interval of the rule is a multiple of. */
    private ChronoUnit frequency() {
        return switch (rule.getFreq()) {
            case YEARLY -> ChronoUnit.YEARS;
            case MONTHLY -> ChronoUnit.MONTHS;
            case WEEKLY -> ChronoUnit.WEEKS;
            case DAILY -> ChronoUnit.DAYS;
            case HOURLY -> ChronoUnit.HOURS;
            default -> ChronoUnit.MINUTES;
        };
    }

    /** The same; null where it is no fixed number of minutes, or long. */
    private @Nullable ChronoUnit unit() {
        ChronoUnit frequency = frequency();
        return frequency.compareTo(ChronoUnit.DAYS) > 0 ? null : frequency;
    }

    /** Occurrences are wall times, each once. */
    @Override
    public boolean elapsing() {
        return false;
    }

    private static void requireSlow(RecurrenceRule rule) {
        boolean fast = rule.getFreq() == Freq.SECONDLY
                || rule.hasPart(RecurrenceRule.Part.BYSECOND)
                        && rule.getByPart(RecurrenceRule.Part.BYSECOND).size() > 1;
        if (fast) {
            throw invalid();
        }
    }

    /** How many times the parts of the rule can make of one interval: the library makes all of them at once. */
    private static long atOnce(RecurrenceRule rule) {
        Freq freq = rule.getFreq();
        long days = switch (freq) {
            case YEARLY -> Math.min(366, yearly(rule));
            case MONTHLY -> Math.min(31, many(rule, RecurrenceRule.Part.BYMONTHDAY, weekdays(rule) * 5));
            case WEEKLY -> weekdays(rule);
            default -> 1;
        };
        long hours = freq == Freq.HOURLY || freq == Freq.MINUTELY ? 1 : many(rule, RecurrenceRule.Part.BYHOUR, 1);
        return days * hours * (freq == Freq.MINUTELY ? 1 : many(rule, RecurrenceRule.Part.BYMINUTE, 1));
    }

    private static long yearly(RecurrenceRule rule) {
        long months = many(rule, RecurrenceRule.Part.BYMONTH, 1);
        if (rule.hasPart(RecurrenceRule.Part.BYYEARDAY)) {
            return many(rule, RecurrenceRule.Part.BYYEARDAY, 1);
        }
        if (rule.hasPart(RecurrenceRule.Part.BYMONTHDAY)) {
            return many(rule, RecurrenceRule.Part.BYMONTHDAY, 1) * many(rule, RecurrenceRule.Part.BYMONTH, 12);
        }
        if (rule.hasPart(RecurrenceRule.Part.BYWEEKNO)) {
            return many(rule, RecurrenceRule.Part.BYWEEKNO, 1) * weekdays(rule);
        }
        if (rule.hasPart(RecurrenceRule.Part.BYDAY)) {
            return weekdays(rule) * (rule.hasPart(RecurrenceRule.Part.BYMONTH) ? months * 5 : 53);
        }
        return months;
    }

    /** At least one. */
    private static long weekdays(RecurrenceRule rule) {
        List<RecurrenceRule.WeekdayNum> days = rule.getByDayPart();
        return days == null ? 1 : days.size();
    }

    private static long many(RecurrenceRule rule, RecurrenceRule.Part part, long otherwise) {
        List<Integer> values = rule.getByPart(part);
        return values == null ? otherwise : values.size();
    }

    private static LocalDateTime start(String text, ZoneId zone) {
        if (text.length() == 8) {
            return LocalDateTime.parse(text + "T000000", START);
        }
        LocalDateTime written = LocalDateTime.parse(text.substring(0, 15), START);
        return text.toUpperCase(Locale.ROOT).endsWith("Z")
                ? written.atZone(ZoneOffset.UTC).withZoneSameInstant(zone).toLocalDateTime()
                : written;
    }

    /** UNTIL as wall time of the zone, whatever form it was written in; a date is the end of that day. */
    private static DateTime floating(DateTime until, ZoneId zone) {
        if (until.isAllDay()) {
            return new DateTime(until.getYear(), until.getMonth(), until.getDayOfMonth(), 23, 59, 59);
        }
        if (until.isFloating()) {
            return until;
        }
        return date(Instant.ofEpochMilli(until.getTimestamp()).atZone(zone).toLocalDateTime());
    }

    /** The library counts months from 0. */
    private static DateTime date(LocalDateTime local) {
        return new DateTime(
                local.getYear(),
                local.getMonthValue() - 1,
                local.getDayOfMonth(),
                local.getHour(),
                local.getMinute(),
                local.getSecond());
    }

    private static LocalDateTime local(DateTime date) {
        return LocalDateTime.of(
                date.getYear(),
                date.getMonth() + 1,
                date.getDayOfMonth(),
                date.getHours(),
                date.getMinutes(),
                date.getSeconds());
    }

    private static RejectedException invalid() {
        return tooLong(DETAIL);
    }

    private static RejectedException tooLong(String detail) {
        return RejectedException.invalid("recurrence", detail);
    }
}
