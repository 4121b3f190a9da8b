package behflow.api.analytics.query;

import org.jspecify.annotations.Nullable;

/** Of durations, in hours, between two values by linear interpolation. Null where there was nothing to measure. */
public record Percentiles(
        @Nullable Double p50,
        @Nullable Double p85,
        @Nullable Double p95) {

    public static final Percentiles NONE = new Percentiles(null, null, null);
}
