package behflow.query.task;

import behflow.api.task.TaskState;
import behflow.api.task.query.TaskFilter;
import behflow.api.task.query.TaskSort;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The list of tasks, by the same predicates for the present and the past. */
interface TaskListQueries {

    /**
     * One owner's tasks.
     *
     * @param past  null for the present; else the rows to look among, as a JSON array of {@code task_view} rows
     * @param after null for the first page
     * @param limit null for all
     */
    List<TaskState> list(
            UUID ownerId,
            TaskFilter filter,
            TaskSort sort,
            @Nullable String past,
            @Nullable TaskCursor after,
            @Nullable Integer limit);
}
