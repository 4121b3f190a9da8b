package behflow.gateway.kernel;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/** Instants as the API writes them: RFC 3339, UTC with {@code Z}. */
public final class Instants {

    private static final DateTimeFormatter SECONDS =
            new DateTimeFormatterBuilder().appendInstant(0).toFormatter(Locale.ROOT);
    private static final DateTimeFormatter MICROS =
            new DateTimeFormatterBuilder().appendInstant(6).toFormatter(Locale.ROOT);

    private Instants() {}

    /** Due dates: {@code 2025-12-31T23:59:59Z}. */
    public static String seconds(Instant instant) {
        return SECONDS.format(instant);
    }

    /** Times of events: {@code 2025-12-18T10:00:00.000000Z}. */
    public static String micros(Instant instant) {
        return MICROS.format(instant);
    }
}
