package behflow.command.audit;

import behflow.api.audit.TaskAspect;
import behflow.api.kernel.RecordedEvent;
import behflow.api.task.TaskState;
import behflow.api.task.event.TaskEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One task's events in order, and its state ahead of each. */
final class TaskStory {

    private final List<RecordedEvent> events;
    private final List<@Nullable TaskState> states = new ArrayList<>();

    /** @param events at least one, from the task's creation on */
    TaskStory(List<RecordedEvent> events) {
        this.events = List.copyOf(events);
        TaskState state = null;
        states.add(null);
        for (RecordedEvent event : events) {
            state = TaskState.evolve(
                    state,
                    event.subjectId(),
                    event.ownerId(),
                    (TaskEvent) event.payload(),
                    event.sequence(),
                    event.timestamp());
            states.add(state);
        }
    }

    UUID taskId() {
        return events.get(0).subjectId();
    }

    TaskState now() {
        return Objects.requireNonNull(states.get(events.size()));
    }

    RecordedEvent event(int index) {
        return events.get(index);
    }

    /** Null before the creation. */
    @Nullable
    TaskState before(int index) {
        return states.get(index);
    }

    TaskState after(int index) {
        return Objects.requireNonNull(states.get(index + 1));
    }

    /** The index of the first event that passes; -1 where none does. */
    int first(Predicate<RecordedEvent> test) {
        for (int i = 0; i < events.size(); i++) {
            if (test.test(events.get(i))) {
                return i;
            }
        }
        return -1;
    }

    /** The index of the last event that passes; -1 where none does. */
    int last(Predicate<RecordedEvent> test) {
        for (int i = events.size() - 1; i >= 0; i--) {
            if (test.test(events.get(i))) {
                return i;
            }
        }
        return -1;
    }

    int size() {
        return events.size();
    }

    /**
     * Who stands in the way of undoing a value: who wrote it later, or deleted the task since and can still restore it; the
     * last of them. Null where nobody does.
     *
     * @param written the index of the last event that wrote the value
     */
    @Nullable
    RecordedEvent someoneElse(Undo undo, int written) {
        RecordedEvent writer = events.get(written);
        RecordedEvent deletedBy = deletedBy(undo);
        if (deletedBy != null && deletedBy.sequence() > writer.sequence()) {
            return deletedBy;
        }
        return undo.isOfFamily(writer) ? null : writer;
    }

    /** Who deleted the task, where that was someone else and it can still come back; else null. */
    @Nullable
    RecordedEvent deletedBy(Undo undo) {
        if (!now().deleted() || !now().erased().isEmpty()) {
            return null;
        }
        RecordedEvent writer = events.get(last(writes(TaskAspect.DELETED)));
        return undo.isOfFamily(writer) ? null : writer;
    }

    static Predicate<RecordedEvent> writes(TaskAspect aspect) {
        return event -> TaskAspect.writtenBy((TaskEvent) event.payload()).contains(aspect);
    }
}
