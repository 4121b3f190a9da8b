package behflow.gateway.audit;

import behflow.api.kernel.EventLog;
import behflow.api.kernel.Ids;
import behflow.api.kernel.Origin;
import behflow.api.task.Priority;
import behflow.api.task.TaskChange;
import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import behflow.api.task.To;
import behflow.api.task.command.ChangeTask;
import behflow.api.task.command.CreateTask;
import behflow.api.task.command.DeleteTask;
import behflow.api.task.command.RestoreTask;
import behflow.api.task.query.FindTask;
import behflow.api.task.query.ListTasks;
import behflow.api.task.query.PointInTime;
import behflow.api.task.query.TaskFilter;
import behflow.api.task.query.TaskPage;
import behflow.api.task.query.TaskSort;
import behflow.gateway.kernel.CommandDoor;
import behflow.gateway.kernel.QueryDoor;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A user of their own, who acts through the doors that the controllers use; each act is told its cause. */
final class LogClient {

    final UUID userId = Ids.newId();
    private final CommandDoor commands;
    private final QueryDoor queries;
    private final EventLog log;

    LogClient(CommandDoor commands, QueryDoor queries, EventLog log) {
        this.commands = commands;
        this.queries = queries;
        this.log = log;
    }

    /** A new cause. */
    UUID cause() {
        return Ids.newId();
    }

    <R> R send(UUID cause, Object command) {
        return commands.send(command, Origin.ofUser(userId, cause));
    }

    <R> R ask(Object query, Class<R> type) {
        return queries.ask(query, type);
    }

    UUID create(UUID cause, String name, String... tags) {
        return create(cause, name, Priority.LOW, null, tags);
    }

    UUID create(UUID cause, String name, Priority priority, @Nullable Instant due, String... tags) {
        UUID taskId = Ids.newId(userId);
        send(cause, new CreateTask(taskId, userId, name, "", priority, due, List.of(tags)));
        return taskId;
    }

    TaskState change(UUID cause, UUID taskId, TaskChange change) {
        return send(cause, new ChangeTask(taskId, userId, change, null));
    }

    TaskState priority(UUID cause, UUID taskId, Priority priority) {
        return change(cause, taskId, TaskChange.ofPriority(priority));
    }

    TaskState status(UUID cause, UUID taskId, TaskStatus status) {
        return change(cause, taskId, TaskChange.ofStatus(status));
    }

    TaskState name(UUID cause, UUID taskId, String name) {
        return change(cause, taskId, new TaskChange(new To<>(name), null, null, null, null, null));
    }

    TaskState describe(UUID cause, UUID taskId, String description) {
        return change(cause, taskId, new TaskChange(null, new To<>(description), null, null, null, null));
    }

    TaskState due(UUID cause, UUID taskId, @Nullable Instant due) {
        return change(cause, taskId, TaskChange.ofDueDate(due));
    }

    TaskState tags(UUID cause, UUID taskId, String... tags) {
        return change(cause, taskId, new TaskChange(null, null, null, null, null, new To<>(List.of(tags))));
    }

    void delete(UUID cause, UUID taskId) {
        send(cause, new DeleteTask(taskId, userId, null));
    }

    void restore(UUID cause, UUID taskId) {
        send(cause, new RestoreTask(taskId, userId));
    }

    /** Null where there is none. */
    @Nullable
    TaskState find(UUID taskId, @Nullable PointInTime asOf) {
        return queries.find(new FindTask(taskId, asOf), TaskState.class);
    }

    /** The task now, deleted or not. */
    TaskState task(UUID taskId) {
        return queries.ask(new FindTask(taskId, null), TaskState.class);
    }

    List<TaskState> list(TaskFilter filter, TaskSort sort, @Nullable PointInTime asOf) {
        return queries.ask(new ListTasks(userId, filter, sort, asOf, null, null), TaskPage.class)
                .tasks();
    }

    long head() {
        return log.head(userId).position();
    }
}
