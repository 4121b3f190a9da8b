package behflow.api.analytics.query;

import java.time.LocalDate;
import java.util.List;

/** What came and went, bucket by bucket, also the empty ones. */
public record Throughput(ReportHead head, List<Point> points) {

    /**
     * One bucket, as far as it lies in the report's days.
     *
     * @param date      its first day
     * @param starts    tasks in progress for the first time
     * @param deletions of open tasks
     * @param restores  of open tasks
     * @param wip       open at its end
     */
    public record Point(
            LocalDate date,
            int arrivals,
            int starts,
            int completions,
            int reopens,
            int deletions,
            int restores,
            int wip) {}
}
