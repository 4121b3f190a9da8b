package behflow.api.analytics.query;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What may come, by Monte Carlo over the past throughput.
 *
 * @param head           the days learnt from
 * @param sampleDays     how many they are
 * @param completionDate by when in so many of the runs all is done; null where the past says too little
 * @param count          how many, or more, are done by the date in so many of the runs; null where none was asked for
 * @param message        why there is no answer; null where there is one
 */
public record Forecast(
        ReportHead head,
        int remaining,
        int runs,
        long seed,
        int sampleDays,
        @Nullable Dates completionDate,
        @Nullable Counts count,
        @Nullable String message) {

    /** Days after the report's end; null for one more than ten years ahead. */
    public record Dates(
            @Nullable LocalDate p50,
            @Nullable LocalDate p85,
            @Nullable LocalDate p95) {}

    /** So many or more. */
    public record Counts(int p50, int p85, int p95) {}
}
