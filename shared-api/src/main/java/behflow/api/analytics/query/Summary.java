package behflow.api.analytics.query;

import org.jspecify.annotations.Nullable;

/**
 * How a time went. Stocks are those of its end; flows are those of its days; durations are hours, of the tasks whose last
 * completion lies in it.
 *
 * @param open           work in progress: neither completed nor deleted
 * @param overdue        open ones whose due date has passed
 * @param deletions      of open tasks
 * @param restores       of open tasks
 * @param reschedules    times a due date was moved
 * @param reopenRate     reopens ÷ completions; null without completions
 * @param leadTime       created → completed
 * @param cycleTime      first started → last completed
 * @param onTimeRate     of the completed ones that had a due date, the share completed by it
 * @param flowEfficiency hours in progress ÷ lead time
 * @param timeInStatus   mean hours of a completed task in each status
 * @param byActor        shares of the changes of tasks; an administrator's count for none
 */
public record Summary(
        ReportHead head,
        int open,
        int started,
        int blocked,
        int overdue,
        int arrivals,
        int starts,
        int completions,
        int reopens,
        int deletions,
        int restores,
        int reschedules,
        @Nullable Double reopenRate,
        Percentiles leadTime,
        Percentiles cycleTime,
        @Nullable Double onTimeRate,
        @Nullable Double flowEfficiency,
        TimeInStatus timeInStatus,
        Shares byActor) {

    /** Mean hours; null where nothing was completed. */
    public record TimeInStatus(
            @Nullable Double notStarted,
            @Nullable Double inProgress,
            @Nullable Double blocked) {}

    /** Each from 0 to 1; null where nothing changed. */
    public record Shares(
            @Nullable Double user,
            @Nullable Double agent,
            @Nullable Double process) {}
}
