package behflow.gateway.kernel;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/**
 * Instants as the API writes them: RFC 3339, UTC with {@code Z}. Digits are put in place by hand in the years that have four: a
 * list of fifty tasks has a hundred instants, and formatting them was a twentieth of its request.
 */
public final class Instants {

    private static final DateTimeFormatter SECONDS =
            new DateTimeFormatterBuilder().appendInstant(0).toFormatter(Locale.ROOT);
    private static final DateTimeFormatter MICROS =
            new DateTimeFormatterBuilder().appendInstant(6).toFormatter(Locale.ROOT);

    private static final String SHAPE = "0000-00-00T00:00:00.000000Z";
    private static final int DAY = 24 * 60 * 60;
    private static final int LAST_YEAR = 9999;

    private Instants() {}

    /** Due dates: {@code 2025-12-31T23:59:59Z}. */
    public static String seconds(Instant instant) {
        return digits(instant, false, SECONDS);
    }

    /** Times of events: {@code 2025-12-18T10:00:00.000000Z}. */
    public static String micros(Instant instant) {
        return digits(instant, true, MICROS);
    }

    private static String digits(Instant instant, boolean micros, DateTimeFormatter otherYears) {
        long seconds = instant.getEpochSecond();
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(seconds, DAY));
        if (day.getYear() < 0 || day.getYear() > LAST_YEAR) {
            return otherYears.format(instant);
        }
        int ofDay = Math.floorMod(seconds, DAY);
        char[] text = SHAPE.toCharArray();
        put(text, 4, day.getYear());
        put(text, 7, day.getMonthValue());
        put(text, 10, day.getDayOfMonth());
        put(text, 13, ofDay / 3600);
        put(text, 16, ofDay / 60 % 60);
        put(text, 19, ofDay % 60);
        if (micros) {
            put(text, 26, instant.getNano() / 1000);
            return new String(text);
        }
        text[19] = 'Z';
        return new String(text, 0, 20);
    }

    /** Writes a number's digits so that they end ahead of a place. */
    private static void put(char[] text, int end, int number) {
        int place = end;
        for (int rest = number; rest > 0; rest /= 10) {
            text[--place] = (char) ('0' + rest % 10);
        }
    }
}
