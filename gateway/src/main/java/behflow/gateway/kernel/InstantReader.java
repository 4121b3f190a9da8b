package behflow.gateway.kernel;

import behflow.api.kernel.EndOfDay;
import behflow.api.kernel.RejectedException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/**
 * Instants as clients write them (contract, part 1): RFC 3339 with any offset; a date alone, which means the end of that day;
 * or a local date-time, which means that wall time in the user's zone. A wall time that a change of clocks leaves out moves
 * on by the gap; one that happens twice is the first, unless it is the {@linkplain EndOfDay day's end}.
 */
public final class InstantReader {

    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern LOCAL =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[Tt ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?");
    private static final Pattern OFFSET =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[Tt ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?([Zz]|[+-]\\d{2}:\\d{2})");
    private static final Pattern PLUS = Pattern.compile("(?<=:[0-9.]{2,30}) ([0-9]{2}:[0-9]{2})$");
    private static final DateTimeFormatter LOCAL_FORM = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .toFormatter()
            .withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter OFFSET_FORM = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendOffset("+HH:MM", "Z")
            .toFormatter()
            .withResolverStyle(ResolverStyle.STRICT);
    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private InstantReader() {}

    /** @throws RejectedException INVALID naming {@code field} */
    public static Instant read(String field, String text, ZoneId zone) {
        Instant instant;
        try {
            if (DATE.matcher(text).matches()) {
                instant = EndOfDay.of(LocalDate.parse(text), zone);
            } else if (LOCAL.matcher(text).matches()) {
                instant = EndOfDay.at(LocalDateTime.parse(text.replace(' ', 'T'), LOCAL_FORM), zone)
                        .toInstant();
            } else if (OFFSET.matcher(text).matches()) {
                instant = OffsetDateTime.parse(text.replace(' ', 'T'), OFFSET_FORM)
                        .toInstant();
            } else {
                throw wrong(field);
            }
        } catch (DateTimeException e) {
            throw wrong(field);
        }
        instant = instant.truncatedTo(ChronoUnit.MICROS);
        if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
            throw RejectedException.invalid(field, field + " must be in the years 1970 to 9999.");
        }
        return instant;
    }

    /** As {@link #read}, from a query: the plus of an offset that a client has not encoded arrives as a space. */
    public static Instant readParameter(String field, String text, ZoneId zone) {
        return read(field, PLUS.matcher(text).replaceFirst("+$1"), zone);
    }

    private static RejectedException wrong(String field) {
        return RejectedException.invalid(
                field, field + " must be a date or a date and time such as 2025-12-31T23:59:59Z.");
    }
}
