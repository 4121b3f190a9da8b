package behflow.api.kernel;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * What a date alone means: the last second of that day, 23:59:59. Where clocks go back at midnight that comes twice, an hour
 * apart, and the day ends with the second.
 */
public final class EndOfDay {

    public static final LocalTime TIME = LocalTime.of(23, 59, 59);

    private EndOfDay() {}

    public static Instant of(LocalDate day, ZoneId zone) {
        return at(day.atTime(TIME), zone).toInstant();
    }

    /** A wall time: the first where it comes twice, unless it is the day's end; moved on by the gap where there is none. */
    public static ZonedDateTime at(LocalDateTime wall, ZoneId zone) {
        ZonedDateTime first = wall.atZone(zone);
        return wall.toLocalTime().equals(TIME) ? first.withLaterOffsetAtOverlap() : first;
    }
}
