package behflow.query.task;

import behflow.api.kernel.EventLog;
import behflow.api.kernel.RecordedEvent;
import behflow.api.kernel.RejectedException;
import behflow.api.task.TaskState;
import behflow.api.task.event.TaskEvent;
import behflow.api.task.query.PointInTime;
import behflow.api.task.query.PointInTime.AsOf;
import behflow.api.task.query.PointInTime.AsOfPosition;
import behflow.api.task.query.PointInTime.AsOfVersion;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Tasks as they were: the events up to a moment, through the fold of the view. */
@Component
class TaskPast {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final EventLog log;
    private final TaskViewProjection projection;

    TaskPast(EventLog log, TaskViewProjection projection) {
        this.log = log;
        this.projection = projection;
    }

    /**
     * Where a point lies in an owner's log.
     *
     * @throws RejectedException INVALID where it is still to come
     */
    Moment moment(UUID owner, PointInTime point) {
        if (point instanceof AsOf asOf) {
            long position = log.positionAt(owner, asOf.instant())
                    .orElseThrow(() -> RejectedException.invalid("as_of", "as_of must not be later than now."));
            return new Moment(position, asOf.instant());
        } else if (point instanceof AsOfPosition asOf) {
            if (asOf.position() < 0 || asOf.position() > log.head(owner).position()) {
                throw RejectedException.invalid(
                        "as_of_position", "as_of_position must not be beyond the head of the log.");
            }
            return new Moment(asOf.position(), instant(owner, asOf.position()));
        }
        throw new IllegalArgumentException("Only one task has versions");
    }

    /** The task at a point; null where it was not there yet, or is not one at all. */
    @Nullable
    TaskState find(UUID taskId, PointInTime point) {
        List<RecordedEvent> first = log.readSubject(taskId, 0, 1);
        if (first.isEmpty() || !(first.get(0).payload() instanceof TaskEvent)) {
            return null;
        }
        List<RecordedEvent> events;
        if (point instanceof AsOfVersion asOf) {
            if (asOf.version() < 0 || asOf.version() >= Integer.MAX_VALUE) {
                throw noSuchVersion();
            }
            events = log.readSubject(taskId, 0, (int) asOf.version() + 1);
            if (events.size() <= asOf.version()) {
                throw noSuchVersion();
            }
        } else {
            UUID owner = first.get(0).ownerId();
            events = log.readSubjects(
                    owner, List.of(taskId), moment(owner, point).position());
        }
        return fold(events).get(taskId);
    }

    /** All tasks of an owner at a moment, deleted ones included, as a JSON array of {@code task_view} rows. */
    String rows(UUID owner, Moment moment) {
        return MAPPER.writeValueAsString(fold(log.readLatest(owner, "task", moment.position())).values().stream()
                .map(TaskPast::row)
                .toList());
    }

    private Map<UUID, TaskState> fold(Collection<RecordedEvent> events) {
        Map<UUID, TaskState> tasks = new LinkedHashMap<>();
        for (RecordedEvent event : events) {
            tasks.put(event.subjectId(), projection.fold(tasks.get(event.subjectId()), event));
        }
        return tasks;
    }

    private Instant instant(UUID owner, long position) {
        return position == 0
                ? Instant.EPOCH
                : log.read(owner, position - 1, position, 1).get(0).timestamp();
    }

    private static Map<String, @Nullable Object> row(TaskState task) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("task_id", task.taskId().toString());
        row.put("owner_id", task.ownerId().toString());
        row.put("version", task.version());
        row.put("name", task.name());
        row.put("description", task.description());
        row.put("status", task.status().wire());
        row.put("priority", task.priority().wire());
        row.put("due_date", text(task.dueDate()));
        row.put("tags", task.tags());
        row.put("created_at", text(task.createdAt()));
        row.put("updated_at", text(task.updatedAt()));
        row.put("completed_at", text(task.completedAt()));
        row.put("deleted_at", text(task.deletedAt()));
        return row;
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static RejectedException noSuchVersion() {
        return RejectedException.invalid("version", "version must be one that the task has had.");
    }
}
