package behflow.query.process;

import behflow.api.kernel.EventLog;
import behflow.api.kernel.RecordedEvent;
import behflow.api.kernel.StoredAs;
import behflow.api.process.SkippedItem;
import behflow.api.process.event.ExecutionFailed;
import behflow.api.process.event.ExecutionProgressed;
import behflow.api.process.event.ExecutionSucceeded;
import behflow.api.process.event.ReminderRaised;
import behflow.api.process.query.FieldChange;
import behflow.api.process.query.FindTrace;
import behflow.api.process.query.Trace;
import behflow.api.task.event.TaskCreated;
import behflow.api.task.event.TaskDescribed;
import behflow.api.task.event.TaskEvent;
import behflow.api.task.event.TaskPriorityChanged;
import behflow.api.task.event.TaskRenamed;
import behflow.api.task.event.TaskRescheduled;
import behflow.api.task.event.TaskStatusChanged;
import behflow.api.task.event.TaskTagsChanged;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Answers {@link FindTrace} from the log itself: what a run did is what its correlation id did. */
@Component
class TraceQueryHandler {

    private final EventLog log;

    TraceQueryHandler(EventLog log) {
        this.log = log;
    }

    @QueryHandler
    Trace trace(FindTrace query) {
        List<RecordedEvent> events = log.readCause(query.ownerId(), query.executionId(), query.after(), query.limit());
        List<Trace.Change> changes = new ArrayList<>();
        List<SkippedItem> skips = new ArrayList<>();
        for (RecordedEvent event : events) {
            if (event.payload() instanceof TaskEvent || event.payload() instanceof ReminderRaised) {
                changes.add(new Trace.Change(
                        event.subjectId(),
                        event.position(),
                        event.payload().getClass().getAnnotation(StoredAs.class).value(),
                        fields(event)));
            } else if (event.payload() instanceof ExecutionProgressed progressed) {
                skips.addAll(progressed.skips());
            } else if (event.payload() instanceof ExecutionSucceeded succeeded) {
                skips.addAll(succeeded.skips());
            } else if (event.payload() instanceof ExecutionFailed failed) {
                skips.addAll(failed.skips());
            }
        }
        Long next = events.size() < query.limit()
                ? null
                : (Long) events.get(events.size() - 1).position();
        return new Trace(changes, skips, next);
    }

    private static Map<String, FieldChange> fields(RecordedEvent event) {
        if (event.payload() instanceof TaskCreated created) {
            Map<String, FieldChange> fields = new LinkedHashMap<>();
            fields.put("name", new FieldChange(null, created.name()));
            fields.put("description", new FieldChange(null, created.description()));
            fields.put("priority", new FieldChange(null, created.priority()));
            fields.put("due_date", new FieldChange(null, created.dueDate()));
            fields.put("tags", new FieldChange(null, created.tags()));
            return fields;
        } else if (event.payload() instanceof TaskRenamed e) {
            return one("name", e.from(), e.to());
        } else if (event.payload() instanceof TaskDescribed e) {
            return one("description", e.from(), e.to());
        } else if (event.payload() instanceof TaskStatusChanged e) {
            return one("status", e.from(), e.to());
        } else if (event.payload() instanceof TaskPriorityChanged e) {
            return one("priority", e.from(), e.to());
        } else if (event.payload() instanceof TaskRescheduled e) {
            return one("due_date", e.from(), e.to());
        } else if (event.payload() instanceof TaskTagsChanged e) {
            return one("tags", e.from(), e.to());
        } else if (event.payload() instanceof ReminderRaised e) {
            return one("reminder", null, e.dueDate());
        }
        return Map.of();
    }

    private static Map<String, FieldChange> one(String field, @Nullable Object from, @Nullable Object to) {
        return Map.of(field, new FieldChange(from, to));
    }
}
