package behflow.command.process.action;

import behflow.api.kernel.EndOfDay;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * A time in a parameter: RFC 3339 with any offset; a date, which is the end of that day (23:59:59), or a local date-time,
 * both in the run's zone; or a duration from the time of the run.
 */
final class TimeValue {

    private TimeValue() {}

    static boolean readable(String text) {
        return parse(text, Instant.EPOCH, ZoneOffset.UTC).isPresent();
    }

    /** @throws IllegalArgumentException where {@link #readable} says no */
    static Instant at(String text, Instant now, ZoneId zone) {
        return parse(text, now, zone).orElseThrow(() -> new IllegalArgumentException("No time: " + text));
    }

    private static Optional<Instant> parse(String text, Instant now, ZoneId zone) {
        Optional<Span> span = Span.parse(text);
        if (span.isPresent()) {
            return span.map(s -> s.after(now, zone));
        }
        try {
            if (text.length() == 10) {
                return Optional.of(EndOfDay.of(LocalDate.parse(text), zone));
            }
            if (text.length() <= 40 && text.indexOf('T') == 10) {
                boolean offset = text.endsWith("Z") || text.lastIndexOf('+') > 10 || text.lastIndexOf('-') > 10;
                return Optional.of(
                        offset
                                ? OffsetDateTime.parse(text).toInstant()
                                : EndOfDay.at(LocalDateTime.parse(text), zone).toInstant());
            }
            return Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
