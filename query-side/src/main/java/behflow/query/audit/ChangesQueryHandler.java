package behflow.query.audit;

import behflow.api.audit.FieldChange;
import behflow.api.audit.TaskAspect;
import behflow.api.audit.query.Changes;
import behflow.api.audit.query.ListChanges;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.RecordedEvent;
import behflow.api.kernel.RejectedException;
import behflow.api.task.TaskState;
import behflow.api.task.event.TaskEvent;
import behflow.api.task.query.PointInTime;
import behflow.api.task.query.PointInTime.AsOf;
import behflow.api.task.query.PointInTime.AsOfPosition;
import java.util.ArrayList;
import java.util.Collection;
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

    private static final int PAGE = 2_000;

    private final EventLog log;

    ChangesQueryHandler(EventLog log) {
        this.log = log;
    }

    @QueryHandler
    Changes changes(ListChanges query) {
        UUID owner = query.ownerId();
        long head = log.head(owner).position();
        long from = position(owner, "from", query.from(), head);
        long to = query.to() == null
                ? head
                : position(owner, "to", query.to(), log.head(owner).position());
        if (from > to) {
            throw RejectedException.invalid("from", "from must not be after to.");
        }
        Map<UUID, List<RecordedEvent>> between = between(owner, from, to);
        Map<UUID, TaskState> before = between.isEmpty() ? Map.of() : states(owner, between.keySet(), from);
        Map<UUID, Group> groups = new HashMap<>();
        between.forEach((taskId, events) -> compare(taskId, before.get(taskId), events, groups));
        return new Changes(
                from,
                to,
                groups.values().stream()
                        .sorted(Comparator.comparingLong(group -> group.last.position()))
                        .map(Group::view)
                        .toList());
    }

    private long position(UUID owner, String field, PointInTime point, long head) {
        if (point instanceof AsOf asOf) {
            return log.positionAt(owner, asOf.instant())
                    .orElseThrow(() -> RejectedException.invalid(field, field + " must not be later than now."));
        } else if (point instanceof AsOfPosition asOf) {
            if (asOf.position() < 0 || asOf.position() > head) {
                throw RejectedException.invalid(field, field + " must not be beyond the head of the log.");
            }
            return asOf.position();
        }
        throw new IllegalArgumentException("Only one task has versions");
    }

    private Map<UUID, List<RecordedEvent>> between(UUID owner, long from, long to) {
        Map<UUID, List<RecordedEvent>> byTask = new LinkedHashMap<>();
        long position = from;
        while (position < to) {
            List<RecordedEvent> page = log.read(owner, position, to, PAGE);
            if (page.isEmpty()) {
                break;
            }
            page.stream()
                    .filter(e -> e.payload() instanceof TaskEvent)
                    .forEach(e -> byTask.computeIfAbsent(e.subjectId(), id -> new ArrayList<>())
                            .add(e));
            position = page.get(page.size() - 1).position();
        }
        return byTask;
    }

    private Map<UUID, TaskState> states(UUID owner, Collection<UUID> tasks, long position) {
        Map<UUID, TaskState> states = new HashMap<>();
        for (RecordedEvent event : log.readSubjects(owner, tasks, position)) {
            states.put(event.subjectId(), evolve(states.get(event.subjectId()), event));
        }
        return states;
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
