package behflow.command.process.action;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.Optional;

/**
 * An ISO 8601 duration of calendar units, clock units or both: {@code P3D}, {@code PT24H}, {@code P1DT12H}, with a sign
 * ahead where it goes back. A day is a calendar day, which has 23 or 25 hours where clocks change.
 */
record Span(Period period, Duration duration) {

    private static final int LONGEST_YEARS = 100;

    static Optional<Span> parse(String text) {
        boolean minus = text.startsWith("-");
        String rest = minus ? text.substring(1) : text;
        if (!rest.startsWith("P") || rest.length() < 3 || rest.length() > 40 || rest.endsWith("T")) {
            return Optional.empty();
        }
        try {
            int clock = rest.indexOf('T');
            Period period = clock == 1 ? Period.ZERO : Period.parse(clock < 0 ? rest : rest.substring(0, clock));
            Duration duration = clock < 0 ? Duration.ZERO : Duration.parse("P" + rest.substring(clock));
            if (Math.abs(period.toTotalMonths()) > LONGEST_YEARS * 12L
                    || Math.abs((long) period.getDays()) > LONGEST_YEARS * 366L
                    || Math.abs(duration.toDays()) > LONGEST_YEARS * 366L) {
                return Optional.empty();
            }
            return Optional.of(minus ? new Span(period.negated(), duration.negated()) : new Span(period, duration));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** Whether it goes back on the whole: {@code P1DT-1S}, the last second of a day, does not. */
    boolean negative() {
        return Duration.ofDays(period.toTotalMonths() * 28 + period.getDays())
                .plus(duration)
                .isNegative();
    }

    Instant after(Instant start, ZoneId zone) {
        return start.atZone(zone).plus(period).plus(duration).toInstant();
    }
}
