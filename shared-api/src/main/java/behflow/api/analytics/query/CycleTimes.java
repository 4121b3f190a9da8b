package behflow.api.analytics.query;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The tasks completed in a time, by when.
 *
 * @param percentiles of the cycle times
 * @param leadTime    percentiles of the lead times
 */
public record CycleTimes(ReportHead head, List<Point> points, Percentiles percentiles, Percentiles leadTime) {

    /**
     * @param name      null where erased
     * @param cycleTime hours from first started; null for a task that never was in progress
     * @param leadTime  hours from created
     */
    public record Point(
            UUID taskId,
            @Nullable String name,
            Instant completedAt,
            @Nullable Double cycleTime,
            double leadTime) {}
}
