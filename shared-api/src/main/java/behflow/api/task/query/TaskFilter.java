package behflow.api.task.query;

import behflow.api.task.Priority;
import behflow.api.task.TaskStatus;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks; the same predicates for the present and the past. Empty sets and nulls do not filter.
 *
 * @param statuses  any of these
 * @param priorities any of these
 * @param tags      all of these
 * @param text      every word of it begins a word of name or description
 * @param deleted   true: only deleted ones; false: only live ones
 * @param dueBefore due strictly before
 * @param dueAfter  due strictly after
 * @param overdueAt due before this instant and not completed
 */
public record TaskFilter(
        Set<TaskStatus> statuses,
        Set<Priority> priorities,
        Set<String> tags,
        @Nullable String text,
        boolean deleted,
        @Nullable Instant dueBefore,
        @Nullable Instant dueAfter,
        @Nullable Instant overdueAt) {

    /** Every live task. */
    public static final TaskFilter ALL = new TaskFilter(Set.of(), Set.of(), Set.of(), null, false, null, null, null);
}
