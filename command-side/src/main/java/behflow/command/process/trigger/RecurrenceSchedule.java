package behflow.command.process.trigger;

import behflow.api.kernel.RejectedException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
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
 * from when its process was created; one that was set later has been given that line ({@code ProcessRule.inPlaceOf}).
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

    /** The library looks at so many intervals before it gives up. */
    private static final int LOOKED_AT = 4_320;

    /** A rule that is silent for longer has no more: a 29 February on a given weekday comes within 40 years. */
    private static final int SILENCE_YEARS = 41;

    /** Without its COUNT, which would forbid to begin anywhere but at the start. */
    private final RecurrenceRule rule;

    private final LocalDateTime start;
    private final @Nullable Integer count;

    private RecurrenceSchedule(RecurrenceRule rule, LocalDateTime start) {
        this.rule = rule;
        this.start = start;
        this.count = rule.getCount();
        if (count != null) {
            rule.setUntil(null);
        }
    }

    /**
     * @param created when the process was created, in its zone
     * @throws RejectedException INVALID where it is no recurrence rule, or one without an occurrence
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
            if (rule.getUntil() != null) {
                rule.setUntil(floating(rule.getUntil(), zone));
            }
            RecurrenceSchedule schedule = new RecurrenceSchedule(rule, start);
            if (schedule.next(start.minusSeconds(1)).isEmpty()) {
                throw invalid();
            }
            return schedule;
        } catch (InvalidRecurrenceRuleException | IllegalArgumentException | DateTimeException e) {
            throw invalid();
        }
    }

    @Override
    public Optional<LocalDateTime> next(LocalDateTime local) {
        LocalDateTime end = end(local);
        Search search = new Search(count == null ? begin(local) : start);
        while (true) {
            try {
                return search.next(local);
            } catch (IllegalStateException e) {
                // A thousand sets without a position of BYSETPOS: there is none in any.
                return Optional.empty();
            } catch (IllegalArgumentException e) {
                // The library's word for a rule that finds nothing for long; there may be more later.
                LocalDateTime later = behind(search.reached);
                if (later == null || later.isAfter(end)) {
                    return Optional.empty();
                }
                search.reached = later;
            }
        }
    }

    /** One search, which goes on where the library gave up. */
    private final class Search {

        private LocalDateTime reached;
        private int passed;

        private Search(LocalDateTime from) {
            this.reached = from;
        }

        private Optional<LocalDateTime> next(LocalDateTime local) {
            RecurrenceRuleIterator occurrences = rule.iterator(date(reached));
            if (count == null) {
                occurrences.fastForward(date(local));
            }
            while (occurrences.hasNext()) {
                // Taken only when it is passed: the library looks for the one behind it ahead of giving it.
                LocalDateTime next = local(occurrences.peekDateTime());
                passed++;
                if (next.getYear() > 9_999 || count != null && passed > count) {
                    return Optional.empty();
                }
                if (next.isAfter(local)) {
                    return Optional.of(next);
                }
                reached = next;
                occurrences.nextDateTime();
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
     * The beginning of the last interval that the library has looked at in vain; null where giving up means that there is
     * none, as after a thousand weeks, months or years.
     */
    private @Nullable LocalDateTime behind(LocalDateTime reached) {
        ChronoUnit unit = unit();
        return unit == null ? null : begin(reached).plus((LOOKED_AT - 1L) * rule.getInterval(), unit);
    }

    /** Where looking for the one after {@code local} ends. */
    private LocalDateTime end(LocalDateTime local) {
        LocalDateTime silence = (local.isBefore(start) ? start : local).plusYears(SILENCE_YEARS);
        LocalDateTime until = rule.getUntil() == null ? LocalDateTime.MAX : local(rule.getUntil());
        LocalDateTime last = silence.isBefore(until) ? silence : until;
        return last.isBefore(LAST) ? last : LAST;
    }

    /** What an interval of the rule is a multiple of; null where it is no fixed number of minutes, or long. */
    private @Nullable ChronoUnit unit() {
        return switch (rule.getFreq()) {
            case DAILY -> ChronoUnit.DAYS;
            case HOURLY -> ChronoUnit.HOURS;
            case MINUTELY -> ChronoUnit.MINUTES;
            default -> null;
        };
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
        return RejectedException.invalid("recurrence", DETAIL);
    }
}
