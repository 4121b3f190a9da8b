package behflow.query.task;

import behflow.api.task.TaskState;
import behflow.api.task.query.FindTask;
import behflow.api.task.query.ListTasks;
import behflow.api.task.query.TaskFilter;
import behflow.api.task.query.TaskPage;
import java.time.Instant;
import java.util.List;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Answers {@link FindTask} and {@link ListTasks}, of the present and of the past. */
@Component
class TaskQueryHandler {

    private final TaskViewRepository tasks;
    private final TaskLists lists;
    private final RecentPages recent;
    private final TaskPast past;

    TaskQueryHandler(TaskViewRepository tasks, TaskLists lists, RecentPages recent, TaskPast past) {
        this.tasks = tasks;
        this.lists = lists;
        this.recent = recent;
        this.past = past;
    }

    @QueryHandler
    @Nullable
    TaskState find(FindTask query) {
        return query.asOf() == null
                ? tasks.findByTaskId(query.taskId()).map(TaskViewEntity::state).orElse(null)
                : past.find(query.taskId(), query.asOf());
    }

    @QueryHandler
    TaskPage list(ListTasks query) {
        return RecentPages.keep(query) ? recent.page(query, () -> read(query)) : read(query);
    }

    private TaskPage read(ListTasks query) {
        TaskCursor after = query.cursor() == null ? null : TaskCursor.parse(query.cursor(), query.sort());
        Moment moment = moment(query, after);
        Integer limit = query.limit();
        List<TaskState> found = lists.list(
                query.ownerId(),
                moment == null ? query.filter() : measuredAt(query.filter(), moment.instant()),
                query.sort(),
                moment == null ? null : past.rows(query.ownerId(), moment),
                after,
                limit == null ? null : limit + 1);
        if (limit == null || found.size() <= limit) {
            return new TaskPage(found, null);
        }
        List<TaskState> page = found.subList(0, limit);
        return new TaskPage(
                page, TaskCursor.of(page.get(limit - 1), query.sort(), moment).text(query.sort()));
    }

    /** The moment to list; that of the page before, where the query names none. Null for the present. */
    private @Nullable Moment moment(ListTasks query, @Nullable TaskCursor after) {
        Moment before = after == null ? null : after.moment();
        if (query.asOf() == null) {
            return before;
        }
        Moment moment = past.moment(query.ownerId(), query.asOf());
        if (after != null && !moment.equals(before)) {
            throw TaskCursor.invalid();
        }
        return moment;
    }

    /** What was overdue then, not what of it is overdue now. */
    private static TaskFilter measuredAt(TaskFilter filter, Instant instant) {
        return filter.overdueAt() == null
                ? filter
                : new TaskFilter(
                        filter.statuses(),
                        filter.priorities(),
                        filter.tags(),
                        filter.text(),
                        filter.deleted(),
                        filter.dueBefore(),
                        filter.dueAfter(),
                        instant);
    }
}
