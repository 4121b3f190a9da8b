package behflow.query.audit;

import behflow.api.audit.FieldChange;
import behflow.api.audit.TaskAspect;
import behflow.api.audit.query.Changes;
import behflow.api.audit.query.ListChanges;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.EventLog.First;
import behflow.api.kernel.RecordedEvent;
import behflow.api.kernel.RejectedException;
import behflow.api.task.TaskState;
import behflow.api.task.event.TaskEvent;
import behflow.api.task.query.PointInTime;
import behflow.api.task.query.PointInTime.AsOf;
import behflow.api.task.query.PointInTime.AsOfPosition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Answers {@link ListChanges} from the log: the events in between say which tasks to compare, and who wrote last. */
@Component
class ChangesQueryHandler {

    private final EventLog log;

    ChangesQueryHandler(EventLog log) {
        this.log = log;
    }

    @QueryHandler
    Changes changes(ListChanges query) {
        UUID owner = query.ownerId();
        long from = position(owner, "from", query.from());
        // Not before: from may have waited for a write under way, and be its position.
        long head = log.head(owner).position();
        ChangesCursor cursor = query.cursor() == null ? null : ChangesCursor.parse(query.cursor());
        long to = query.to() != null
                ? position(owner, "to", query.to())
                : cursor == null ? head : Math.min(head, cursor.to());
        if (cursor != null && (cursor.from() != from || cursor.to() != to)) {
            throw ChangesCursor.invalid();
        }
        if (from > to) {
            throw RejectedException.invalid("from", "from must not be after to.");
        }
        List<First> tasks =
                log.subjects(owner, "task", from, to, cursor == null ? from : cursor.after(), query.limit() + 1);
        boolean more = tasks.size() > query.limit();
        List<First> page = more ? tasks.subList(0, query.limit()) : tasks;
        Map<UUID, Group> groups = new HashMap<>();
        compare(owner, from, to, page, groups);
        return new Changes(
                from,
                to,
                groups.values().stream()
                        .sorted(Comparator.comparingLong(group -> group.last.position()))
                        .map(Group::view)
                        .toList(),
                more ? new ChangesCursor(from, to, page.get(page.size() - 1).position()).text() : null);
    }

    private long position(UUID owner, String field, PointInTime point) {
        if (point instanceof AsOf asOf) {
            return log.positionAt(owner, asOf.instant())
                    .orElseThrow(() -> RejectedException.invalid(field, field + " must not be later than now."));
        } else if (point instanceof AsOfPosition asOf) {
            if (asOf.position() < 0 || asOf.position() > log.head(owner).position()) {
                throw RejectedException.invalid(field, field + " must not be beyond the head of the log.");
            }
            return asOf.position();
        }
        throw new IllegalArgumentException("Only one task has versions");
    }

    private void compare(UUID owner, long from, long to, List<First> tasks, Map<UUID, Group> groups) {
        if (tasks.isEmpty()) {
            return;
        }
        Map<UUID, TaskState> before = new HashMap<>();
        Map<UUID, List<RecordedEvent>> between = new LinkedHashMap<>();
        tasks.forEach(task -> between.put(task.subjectId(), new ArrayList<>()));
        for (RecordedEvent event : log.readSubjects(owner, between.keySet(), to)) {
            if (event.position() <= from) {
                before.put(event.subjectId(), evolve(before.get(event.subjectId()), event));
            } else {
                between.get(event.subjectId()).add(event);
            }
        }
        between.forEach((taskId, events) -> compare(taskId, before.get(taskId), events, groups));
    }

    private static void compare(
            UUID taskId, @Nullable TaskState before, List<RecordedEvent> events, Map<UUID, Group> groups) {
        Map<TaskAspect, RecordedEvent> writers = new EnumMap<>(TaskAspect.class);
        TaskState after = before;
        for (RecordedEvent event : events) {
            after = evolve(after, event);
            TaskAspect.writtenBy((TaskEvent) event.payload()).forEach(aspect -> writers.put(aspect, event));
        }
        for (Map.Entry<TaskAspect, RecordedEvent> writer : writers.entrySet()) {
            Object from = writer.getKey().of(before);
            Object to = writer.getKey().of(after);
            if (!Objects.equals(from, to)) {
                UUID cause = writer.getValue().origin().correlationId();
                groups.computeIfAbsent(cause, c -> new Group(writer.getValue()))
                        .add(taskId, after == null ? null : after.name(), writer, new FieldChange(from, to));
            }
        }
    }

    private static TaskState evolve(@Nullable TaskState state, RecordedEvent event) {
        return TaskState.evolve(
                state,
                event.subjectId(),
                event.ownerId(),
                (TaskEvent) event.payload(),
                event.sequence(),
                event.timestamp());
    }

    /** The differences under one cause, while they are gathered. */
    private static final class Group {
        private final Map<UUID, Map<TaskAspect, FieldChange>> changes = new LinkedHashMap<>();
        private final Map<UUID, @Nullable String> names = new HashMap<>();
        private RecordedEvent last;

        Group(RecordedEvent first) {
            this.last = first;
        }

        void add(UUID taskId, @Nullable String name, Map.Entry<TaskAspect, RecordedEvent> writer, FieldChange change) {
            changes.computeIfAbsent(taskId, id -> new EnumMap<>(TaskAspect.class))
                    .put(writer.getKey(), change);
            names.put(taskId, name);
            if (writer.getValue().position() > last.position()) {
                last = writer.getValue();
            }
        }

        Changes.ByCause view() {
            return new Changes.ByCause(
                    last.origin().correlationId(),
                    last,
                    changes.entrySet().stream()
                            .map(e -> new Changes.OfTask(e.getKey(), names.get(e.getKey()), e.getValue()))
                            .toList());
        }
    }
}
