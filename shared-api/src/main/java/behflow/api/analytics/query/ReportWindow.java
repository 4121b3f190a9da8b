package behflow.api.analytics.query;

import behflow.api.analytics.Bucket;
import behflow.api.task.query.TaskFilter;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a report is about. Days are the user's: those of the zone that was theirs at the time. A report knows only what had
 * happened when its last day ended, so that one of finished days never changes.
 *
 * @param userId       who asks
 * @param installation totals of all users, for an administrator; else the user's own tasks
 * @param from         the first day; null for 30 days, 12 weeks or 12 months up to {@code to}
 * @param to           the last day, inclusive; null for today
 * @param filter       which tasks, as they were when the report ends; null for all, also deleted ones
 * @param asOf         the report as it would have read then; null for now
 */
public record ReportWindow(
        UUID userId,
        boolean installation,
        @Nullable LocalDate from,
        @Nullable LocalDate to,
        Bucket bucket,
        @Nullable TaskFilter filter,
        @Nullable Instant asOf) {

    /** No report has more points. */
    public static final int POINTS_MAXIMUM = 1_000;
}
