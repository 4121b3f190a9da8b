package behflow.command.process.trigger;

import behflow.api.kernel.EventLog;
import behflow.api.kernel.RecordedEvent;
import behflow.api.task.TaskState;
import behflow.api.task.event.TaskEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tasks as they were ahead of their events, folded from the log; what is known of a task is kept for its next event. */
public final class TaskStates {

    private static final int PAGE = 1_000;

    private final EventLog log;
    private final Map<UUID, TaskState> known = new HashMap<>();

    public TaskStates(EventLog log) {
        this.log = log;
    }

    /** The task ahead of an event of it; null where it was not there yet. */
    public @Nullable TaskState before(RecordedEvent event) {
        UUID taskId = event.subjectId();
        TaskState state = known.get(taskId);
        if (state != null && state.version() >= event.sequence()) {
            state = null;
        }
        long next = state == null ? 0 : state.version() + 1;
        while (next < event.sequence()) {
            List<RecordedEvent> page = log.readSubject(taskId, next, (int) Math.min(PAGE, event.sequence() - next));
            if (page.isEmpty()) {
                throw new IllegalStateException("Task %s has no event %d".formatted(taskId, next));
            }
            for (RecordedEvent earlier : page) {
                state = evolve(state, earlier);
                next = earlier.sequence() + 1;
            }
        }
        if (state != null) {
            known.put(taskId, state);
        }
        return state;
    }

    /** The task after an event of it. */
    public TaskState after(@Nullable TaskState before, RecordedEvent event) {
        TaskState after = evolve(before, event);
        known.put(event.subjectId(), after);
        return after;
    }

    /** One more event of a task. */
    public static TaskState evolve(@Nullable TaskState state, RecordedEvent event) {
        return TaskState.evolve(
                state,
                event.subjectId(),
                event.ownerId(),
                (TaskEvent) event.payload(),
                event.sequence(),
                event.timestamp());
    }
}
