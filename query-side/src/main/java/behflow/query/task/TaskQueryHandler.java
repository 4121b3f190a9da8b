package behflow.query.task;

import behflow.api.task.TaskState;
import behflow.api.task.query.FindTask;
import behflow.api.task.query.ListTasks;
import behflow.api.task.query.TaskPage;
import java.util.List;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Answers {@link FindTask} and {@link ListTasks}. */
@Component
class TaskQueryHandler {

    private final TaskViewRepository tasks;

    TaskQueryHandler(TaskViewRepository tasks) {
        this.tasks = tasks;
    }

    @QueryHandler
    @Nullable
    TaskState find(FindTask query) {
        return tasks.findByTaskId(query.taskId()).map(TaskViewEntity::state).orElse(null);
    }

    @QueryHandler
    TaskPage list(ListTasks query) {
        TaskCursor after = query.cursor() == null ? null : TaskCursor.parse(query.cursor(), query.sort());
        Integer limit = query.limit();
        List<TaskState> found = tasks.list(
                query.ownerId(), query.filter(), query.sort(), null, after, limit == null ? null : limit + 1);
        if (limit == null || found.size() <= limit) {
            return new TaskPage(found, null);
        }
        List<TaskState> page = found.subList(0, limit);
        return new TaskPage(
                page, TaskCursor.of(page.get(limit - 1), query.sort()).text(query.sort()));
    }
}
