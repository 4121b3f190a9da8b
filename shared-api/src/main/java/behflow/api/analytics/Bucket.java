package behflow.api.analytics;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a report puts into one point. Weeks begin on Monday. */
public enum Bucket {
    DAY(ChronoUnit.DAYS),
    WEEK(ChronoUnit.WEEKS),
    MONTH(ChronoUnit.MONTHS);

    private final ChronoUnit unit;

    Bucket(ChronoUnit unit) {
        this.unit = unit;
    }

    /** The name in the API. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Bucket> parse(String wire) {
        return Arrays.stream(values()).filter(b -> b.wire().equals(wire)).findFirst();
    }

    /** The first day of the bucket that a day lies in. */
    public LocalDate start(LocalDate day) {
        return switch (this) {
            case DAY -> day;
            case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> day.withDayOfMonth(1);
        };
    }

    /** The first day of the bucket {@code number} later. */
    public LocalDate plus(LocalDate start, long number) {
        return start.plus(number, unit);
    }

    /** How many buckets the days from {@code from} to {@code to} lie in. */
    public long count(LocalDate from, LocalDate to) {
        return unit.between(start(from), start(to)) + 1;
    }
}
