package behflow.gateway.chat.language;

import behflow.api.kernel.EndOfDay;
import behflow.gateway.chat.language.Moment.Weight;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;
import org.jspecify.annotations.Nullable;

/** A repetition being read, its RRULE and its first occurrence. */
final class Repetition {

    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    String frequency = "DAILY";
    int interval = 1;

    @Nullable
    String byDay;

    @Nullable
    String byMonthDay;

    @Nullable
    String byMonth;

    @Nullable
    String position;

    @Nullable
    String part;

    @Nullable
    String other;

    @Nullable
    LocalTime time;

    @Nullable
    LocalDate start;

    @Nullable
    LocalDate until;

    int count;
    Weight weight = Weight.LIGHT;

    Repetition every(String unit) {
        frequency = unit;
        return this;
    }

    boolean ok() {
        return true;
    }

    boolean days(String codes) {
        byDay = codes;
        return true;
    }

    boolean monthDays(String days) {
        byMonthDay = days;
        for (String day : days.split(",")) {
            int number = Integer.parseInt(day);
            if (number < -1 || number == 0 || number > 31) {
                return false;
            }
        }
        return true;
    }

    boolean yearDay(int month, int day) {
        byMonth = String.valueOf(month);
        byMonthDay = String.valueOf(day);
        return Days.of(2000, month, day) != null;
    }

    String rule(PhraseContext context) {
        StringBuilder rule = new StringBuilder("FREQ=").append(frequency);
        part(rule, "INTERVAL", interval == 1 ? null : String.valueOf(interval));
        part(rule, "BYMONTH", byMonth);
        part(rule, "BYMONTHDAY", byMonthDay);
        part(rule, "BYDAY", byDay);
        part(rule, "BYSETPOS", position);
        part(rule, "UNTIL", until == null ? null : UTC.format(EndOfDay.of(until, context.zone())));
        part(rule, "COUNT", until != null || count == 0 ? null : String.valueOf(count));
        return rule.toString();
    }

    private static void part(StringBuilder rule, String name, @Nullable String value) {
        if (value != null) {
            rule.append(';').append(name).append('=').append(value);
        }
    }

    /** The first occurrence that is not over; null where there is none within 30 years. */
    @Nullable
    Instant first(PhraseContext context) {
        ZonedDateTime now = context.local();
        boolean fine = frequency.equals("HOURLY") || frequency.equals("MINUTELY");
        if (fine && time == null && start == null) {
            return (frequency.equals("HOURLY") ? now.plusHours(interval) : now.plusMinutes(interval)).toInstant();
        }
        LocalTime clock = time == null ? EndOfDay.TIME : time;
        LocalDate from = start == null || start.isBefore(context.today()) ? context.today() : start;
        if (!EndOfDay.at(from.atTime(clock), context.zone()).isAfter(now)) {
            from = from.plusDays(1);
        }
        LocalDate day = byDay == null && byMonthDay == null ? from : search(from);
        if (day == null || (until != null && day.isAfter(until)) || day.getYear() > 9999) {
            return null;
        }
        return EndOfDay.at(day.atTime(clock), context.zone()).toInstant();
    }

    private @Nullable LocalDate search(LocalDate from) {
        try {
            Repetition endless = copyWithoutEnd();
            RecurrenceRule rule =
                    new RecurrenceRule(endless.rule(new PhraseContext(ZoneOffset.UTC, Instant.EPOCH, DateOrder.DMY)));
            if (interval % 12 == 0 && frequency.equals("MONTHLY")) {
                rule.setInterval(1);
            }
            rule.setUntil(new DateTime(from.getYear() + 30, 11, 31));
            RecurrenceRuleIterator days =
                    rule.iterator(new DateTime(from.getYear(), from.getMonthValue() - 1, from.getDayOfMonth()));
            while (days.hasNext()) {
                DateTime next = days.nextDateTime();
                LocalDate day = LocalDate.of(next.getYear(), next.getMonth() + 1, next.getDayOfMonth());
                if (!day.isBefore(from)) {
                    return day;
                }
            }
            return null;
        } catch (InvalidRecurrenceRuleException e) {
            return null;
        }
    }

    private Repetition copyWithoutEnd() {
        Repetition copy = new Repetition().every(frequency);
        copy.interval = interval;
        copy.byDay = byDay;
        copy.byMonthDay = byMonthDay;
        copy.byMonth = byMonth;
        copy.position = position;
        return copy;
    }
}
