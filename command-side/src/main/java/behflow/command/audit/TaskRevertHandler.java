package behflow.command.audit;

import behflow.api.audit.TaskAspect;
import behflow.api.audit.command.RevertTask;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.RecordedEvent;
import behflow.api.kernel.RejectedException;
import behflow.api.task.TaskField;
import behflow.api.task.TaskState;
import behflow.api.task.event.TaskDeleted;
import behflow.api.task.event.TaskEvent;
import behflow.api.task.event.TaskRestored;
import behflow.command.task.TaskAggregate;
import behflow.command.task.rules.OnlyOwnerMayChangeTask;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.config.Configuration;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Sets a task to what it was at one of its versions: one event for each field that differs. */
@Component
class TaskRevertHandler {

    private final EventLog log;
    private final Configuration axon;

    TaskRevertHandler(EventLog log, Configuration axon) {
        this.log = log;
        this.axon = axon;
    }

    @CommandHandler
    TaskState revert(RevertTask command) {
        List<RecordedEvent> events = log.readSubject(command.taskId(), 0, Integer.MAX_VALUE);
        if (events.isEmpty()
                || !(events.get(0).payload() instanceof TaskEvent)
                || log.ended(events.get(0).ownerId())) {
            throw RejectedException.notFound();
        }
        TaskStory story = new TaskStory(events);
        TaskState now = story.now();
        OnlyOwnerMayChangeTask.check(now, command.userId());
        if (now.deleted() && command.fields() != null) {
            throw RejectedException.notFound();
        }
        if (command.version() < 0 || command.version() > now.version()) {
            throw RejectedException.invalid("version", "version must be one that the task has had.");
        }
        List<TaskEvent> changes = changes(now, story.after((int) command.version()), command.fields());
        Aggregate<TaskAggregate> task =
                axon.repository(TaskAggregate.class).load(command.taskId().toString());
        if (task.version() != now.version()) {
            throw new ConcurrencyException("The task has changed since this was decided");
        }
        return task.invoke(aggregate -> aggregate.compensate(changes));
    }

    private static List<TaskEvent> changes(TaskState now, TaskState then, @Nullable Set<TaskField> fields) {
        List<TaskEvent> events = new ArrayList<>();
        if (fields == null && now.deleted() && !then.deleted()) {
            events.add(new TaskRestored());
        }
        for (TaskField field : fields == null ? EnumSet.allOf(TaskField.class) : new TreeSet<>(fields)) {
            TaskAspect aspect = TaskAspect.valueOf(field.name());
            Object from = aspect.of(now);
            Object to = aspect.of(then);
            if (aspect.text() && (to == null || from == null)) {
                throw RejectedException.conflict("The text of this task was erased, so it can't be restored");
            }
            if (!Objects.equals(from, to)) {
                events.add(FieldEvents.of(aspect, from, to));
            }
        }
        if (fields == null && !now.deleted() && then.deleted()) {
            events.add(new TaskDeleted());
        }
        return events;
    }
}
