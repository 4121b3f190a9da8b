package behflow.api.analytics.query;

import java.time.LocalDate;
import java.util.List;

/** How many tasks stood where at the end of each bucket; deleted ones nowhere. */
public record CumulativeFlow(ReportHead head, List<Point> points) {

    /** @param date the bucket's first day */
    public record Point(LocalDate date, int notStarted, int inProgress, int blocked, int completed) {}
}
