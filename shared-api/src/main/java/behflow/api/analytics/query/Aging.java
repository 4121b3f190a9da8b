package behflow.api.analytics.query;

import behflow.api.task.TaskStatus;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The open tasks, oldest first.
 *
 * @param percentiles of the lead times of what was completed in the report's days: how old tasks here become
 */
public record Aging(ReportHead head, List<Point> points, Percentiles percentiles) {

    /**
     * @param name null where erased
     * @param age  hours since it was created
     */
    public record Point(UUID taskId, @Nullable String name, TaskStatus status, double age) {}
}
