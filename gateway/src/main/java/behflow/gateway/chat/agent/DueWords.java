package behflow.gateway.chat.agent;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A due date said at the end of a phrase: a day (today, tomorrow, tonight, a weekday, next week, in 3 days, an ISO date), a
 * time, or both. A day without a time means its end; a time that is over today means tomorrow. Words in the middle of a
 * phrase are left alone: a false date is worse than a missed one.
 *
 * @param rest the phrase without it
 * @param due  local, in the user's zone; null where none was said
 */
record DueWords(String rest, @Nullable LocalDateTime due) {

    private static final LocalTime END = LocalTime.of(23, 59, 59);
    private static final String TIME =
            "(?:at\\s+)?(?:(noon|midnight)|(\\d{1,2})(?::(\\d{2}))?\\s*(am|pm)|(\\d{1,2}):(\\d{2}))";
    private static final String DAY =
            "(?:(?:by|on|due|for|due on|due by)\\s+)?(today|tonight|tomorrow|(?:this|next)?\\s*"
                    + "(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|next week|in \\d{1,3} days?|in \\d{1,2} weeks?|"
                    + "\\d{4}-\\d{2}-\\d{2})";
    private static final Pattern DAY_TIME =
            Pattern.compile("[\\s,]+" + DAY + "(?:[\\s,]+" + TIME + ")?[.!]?$", Pattern.CASE_INSENSITIVE);
    private static final Pattern TIME_DAY =
            Pattern.compile("[\\s,]+" + TIME + "[\\s,]+" + DAY + "[.!]?$", Pattern.CASE_INSENSITIVE);
    private static final Pattern ONLY_TIME =
            Pattern.compile("[\\s,]+at\\s+" + TIME + "[.!]?$", Pattern.CASE_INSENSITIVE);

    static DueWords of(String phrase, ZonedDateTime now) {
        String text = " " + phrase.strip();
        Matcher matcher = DAY_TIME.matcher(text);
        if (matcher.find()) {
            return at(text, matcher, day(matcher.group(1), now), time(matcher, 2), matcher.group(1));
        }
        matcher = TIME_DAY.matcher(text);
        if (matcher.find()) {
            return at(text, matcher, day(matcher.group(7), now), time(matcher, 1), matcher.group(7));
        }
        matcher = ONLY_TIME.matcher(text);
        if (matcher.find()) {
            LocalTime time = time(matcher, 1);
            if (time != null) {
                LocalDateTime due = now.toLocalDate().atTime(time);
                return new DueWords(
                        text.substring(0, matcher.start()).strip(),
                        due.isAfter(now.toLocalDateTime()) ? due : due.plusDays(1));
            }
        }
        return new DueWords(phrase.strip(), null);
    }

    private static DueWords at(
            String text, Matcher matcher, @Nullable LocalDate day, @Nullable LocalTime time, String dayWord) {
        String rest = text.substring(0, matcher.start()).strip();
        if (day == null || rest.isEmpty()) {
            return new DueWords(text.strip(), null);
        }
        LocalTime fallback = dayWord.equalsIgnoreCase("tonight") ? LocalTime.of(21, 0) : END;
        return new DueWords(rest, day.atTime(time == null ? fallback : time));
    }

    private static @Nullable LocalDate day(String word, ZonedDateTime now) {
        String lower = word.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ").strip();
        LocalDate today = now.toLocalDate();
        if (lower.equals("today") || lower.equals("tonight")) {
            return today;
        }
        if (lower.equals("tomorrow")) {
            return today.plusDays(1);
        }
        if (lower.equals("next week")) {
            return today.plusWeeks(1).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        }
        if (lower.startsWith("in ")) {
            String[] words = lower.split(" ");
            long number = Long.parseLong(words[1]);
            return words[2].startsWith("week") ? today.plusWeeks(number) : today.plusDays(number);
        }
        if (Character.isDigit(lower.charAt(0))) {
            try {
                return LocalDate.parse(lower);
            } catch (DateTimeParseException e) {
                return null;
            }
        }
        String name = lower.substring(lower.lastIndexOf(' ') + 1);
        DayOfWeek weekday = Arrays.stream(DayOfWeek.values())
                .filter(d -> d.name().equalsIgnoreCase(name))
                .findFirst()
                .orElse(null);
        if (weekday == null) {
            return null;
        }
        if (lower.startsWith("next")) {
            return today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
                    .plusWeeks(1)
                    .with(TemporalAdjusters.nextOrSame(weekday));
        }
        return today.with(TemporalAdjusters.nextOrSame(weekday));
    }

    private static @Nullable LocalTime time(Matcher matcher, int first) {
        if (matcher.group(first) != null) {
            return matcher.group(first).equalsIgnoreCase("noon") ? LocalTime.NOON : LocalTime.MIDNIGHT;
        }
        if (matcher.group(first + 1) != null) {
            int hour = Integer.parseInt(matcher.group(first + 1));
            int minute = matcher.group(first + 2) == null ? 0 : Integer.parseInt(matcher.group(first + 2));
            if (hour < 1 || hour > 12 || minute > 59) {
                return null;
            }
            boolean afternoon = matcher.group(first + 3).equalsIgnoreCase("pm");
            return LocalTime.of(hour % 12 + (afternoon ? 12 : 0), minute);
        }
        if (matcher.group(first + 4) != null) {
            int hour = Integer.parseInt(matcher.group(first + 4));
            int minute = Integer.parseInt(matcher.group(first + 5));
            return hour > 23 || minute > 59 ? null : LocalTime.of(hour, minute);
        }
        return null;
    }
}
