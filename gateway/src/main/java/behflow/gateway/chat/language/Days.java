package behflow.gateway.chat.language;

import com.ibm.icu.util.Calendar;
import com.ibm.icu.util.PersianCalendar;
import com.ibm.icu.util.TimeZone;
import com.ibm.icu.util.ULocale;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Arithmetic of days; what does not exist or is outside the years 1970 to 9999 is null. */
final class Days {

    private static final List<String> NUMBERS = List.of(
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve");
    private static final List<String> ORDINALS =
            List.of("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth");
    private static final List<String> TENS =
            List.of("", "", "twenty", "thirty", "forty", "fifty", "sixty", "", "", "ninety");

    private Days() {}

    static @Nullable LocalDate of(int year, int month, int day) {
        if (year >= 1300 && year < 1500) {
            return jalali(year, month, day);
        }
        if (year < 1970 || year > 9999 || month < 1 || month > 12 || day < 1) {
            return null;
        }
        return day > YearMonth.of(year, month).lengthOfMonth() ? null : LocalDate.of(year, month, day);
    }

    @SuppressWarnings("deprecation")
    private static @Nullable LocalDate jalali(int year, int month, int day) {
        if (month < 1 || month > 12 || day < 1 || day > (month < 7 ? 31 : 30)) {
            return null;
        }
        PersianCalendar calendar = new PersianCalendar(TimeZone.GMT_ZONE, new ULocale("fa_IR@calendar=persian"));
        calendar.clear();
        calendar.set(year, month - 1, day);
        LocalDate date = Instant.ofEpochMilli(calendar.getTimeInMillis())
                .atZone(ZoneOffset.UTC)
                .toLocalDate();
        return calendar.get(Calendar.DAY_OF_MONTH) != day || date.getYear() < 1970 ? null : date;
    }

    static boolean sane(@Nullable LocalDate day) {
        return day != null && day.getYear() >= 1970 && day.getYear() <= 9999;
    }

    /** The nearest such day that is not before today. */
    static @Nullable LocalDate monthDay(LocalDate today, int month, int day) {
        for (int year = today.getYear(); year <= today.getYear() + 8; year++) {
            LocalDate date = of(year, month, day);
            if (date != null && !date.isBefore(today)) {
                return date;
            }
        }
        return null;
    }

    /** The nearest such day of a month that is not before today. */
    static @Nullable LocalDate dayOfMonth(LocalDate today, int day) {
        YearMonth month = YearMonth.from(today);
        for (int i = 0; i < 3; i++) {
            LocalDate date =
                    of(month.plusMonths(i).getYear(), month.plusMonths(i).getMonthValue(), day);
            if (date != null && !date.isBefore(today)) {
                return date;
            }
        }
        return null;
    }

    static LocalDate monday(LocalDate day) {
        return day.with(DayOfWeek.MONDAY);
    }

    /** @param count at least 1; the first working day counted is the one after {@code day} */
    static LocalDate plusWorkingDays(LocalDate day, int count) {
        int weekend = Math.max(0, day.getDayOfWeek().getValue() - 5);
        // From a weekend as many as from the Friday before it.
        LocalDate date = day.minusDays(weekend).plusWeeks(count / 5);
        int left = count % 5;
        boolean overWeekend = date.getDayOfWeek().getValue() + left > 5;
        return date.plusDays(overWeekend ? left + 2L : left);
    }

    static DayOfWeek weekday(String word) {
        String start = word.toUpperCase(Locale.ROOT).substring(0, 2);
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().startsWith(start)) {
                return day;
            }
        }
        throw new IllegalArgumentException(word);
    }

    static Month month(String word) {
        String start = word.toUpperCase(Locale.ROOT).substring(0, 3);
        for (Month month : Month.values()) {
            if (month.name().startsWith(start)) {
                return month;
            }
        }
        throw new IllegalArgumentException(word);
    }

    /** Figures, "three", "3rd" or "third". */
    static int number(String word) {
        String text = word.toLowerCase(Locale.ROOT);
        if (Character.isDigit(text.charAt(0))) {
            return Integer.parseInt(text.replaceAll("[^0-9]", ""));
        }
        if (NUMBERS.contains(text)) {
            return NUMBERS.indexOf(text);
        }
        if (ORDINALS.contains(text)) {
            return ORDINALS.indexOf(text);
        }
        return text.equals("fifteen") ? 15 : TENS.indexOf(text) * 10;
    }
}
