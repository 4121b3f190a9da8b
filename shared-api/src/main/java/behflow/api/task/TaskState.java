package behflow.api.task;

import behflow.api.kernel.Row;
import behflow.api.task.event.TaskCreated;
import behflow.api.task.event.TaskDeleted;
import behflow.api.task.event.TaskDescribed;
import behflow.api.task.event.TaskErased;
import behflow.api.task.event.TaskEvent;
import behflow.api.task.event.TaskPriorityChanged;
import behflow.api.task.event.TaskRenamed;
import behflow.api.task.event.TaskRescheduled;
import behflow.api.task.event.TaskRestored;
import behflow.api.task.event.TaskStatusChanged;
import behflow.api.task.event.TaskTagsChanged;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The state of a task after some of its events: the one pure fold, which aggregate, view, time travel and undo share.
 *
 * @param ownerId     whose task it is, for ever
 * @param version     the sequence of its last event
 * @param name        null where erased
 * @param description "" for none; null where erased
 * @param dueDate     whole seconds, UTC
 * @param tags        in order, without duplicates; null where erased
 * @param completedAt when it was last completed; null unless completed now
 * @param deletedAt   null unless deleted
 */
public record TaskState(
        UUID taskId,
        UUID ownerId,
        long version,
        @Nullable String name,
        @Nullable String description,
        TaskStatus status,
        Priority priority,
        @Nullable Instant dueDate,
        @Nullable List<String> tags,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant completedAt,
        @Nullable Instant deletedAt)
        implements Row {

    @Override
    public UUID id() {
        return taskId;
    }

    public boolean deleted() {
        return deletedAt != null;
    }

    /** How many characters of text it has, for whoever keeps states in memory and limits them. */
    public int characters() {
        int characters = length(name) + length(description);
        for (String tag : tags == null ? List.<String>of() : tags) {
            characters += tag.length();
        }
        return characters;
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    /** The fields whose text was erased. */
    public List<String> erased() {
        if (name != null && description != null && tags != null) {
            return List.of();
        }
        return Stream.of(
                        name == null ? "name" : "",
                        description == null ? "description" : "",
                        tags == null ? "tags" : "")
                .filter(field -> !field.isEmpty())
                .toList();
    }

    /**
     * The state after one more event.
     *
     * @param state    null before the first
     * @param sequence of the event in its task
     * @param at       the event's timestamp
     * @throws IllegalStateException where the event can't follow the state: a broken stream
     */
    public static TaskState evolve(
            @Nullable TaskState state, UUID taskId, UUID ownerId, TaskEvent event, long sequence, Instant at) {
        if (event instanceof TaskCreated created) {
            return new TaskState(
                    taskId,
                    ownerId,
                    sequence,
                    created.name(),
                    created.description(),
                    TaskStatus.NOT_STARTED,
                    Priority.of(created.priority()),
                    created.dueDate(),
                    created.tags(),
                    at,
                    at,
                    null,
                    null);
        }
        if (state == null) {
            throw new IllegalStateException("Task %s has a %s ahead of its creation"
                    .formatted(taskId, event.getClass().getSimpleName()));
        }
        Draft draft = new Draft(state, sequence, at);
        if (event instanceof TaskRenamed renamed) {
            draft.name = renamed.to();
        } else if (event instanceof TaskDescribed described) {
            draft.description = described.to();
        } else if (event instanceof TaskStatusChanged changed) {
            draft.status = TaskStatus.of(changed.to());
            draft.completedAt = draft.status == TaskStatus.COMPLETED ? at : null;
        } else if (event instanceof TaskPriorityChanged changed) {
            draft.priority = Priority.of(changed.to());
        } else if (event instanceof TaskRescheduled rescheduled) {
            draft.dueDate = rescheduled.to();
        } else if (event instanceof TaskTagsChanged changed) {
            draft.tags = changed.to();
        } else if (event instanceof TaskDeleted) {
            draft.deletedAt = at;
        } else if (event instanceof TaskRestored) {
            draft.deletedAt = null;
        } else if (event instanceof TaskErased) {
            draft.name = null;
            draft.description = null;
            draft.tags = null;
        } else {
            throw new IllegalStateException("No fold for " + event.getClass().getName());
        }
        return draft.state();
    }

    /** The one mutable thing here, and it never leaves {@link #evolve}. */
    private static final class Draft {
        private final TaskState state;
        private final long version;
        private final Instant updatedAt;
        private @Nullable String name;
        private @Nullable String description;
        private TaskStatus status;
        private Priority priority;
        private @Nullable Instant dueDate;
        private @Nullable List<String> tags;
        private @Nullable Instant completedAt;
        private @Nullable Instant deletedAt;

        private Draft(TaskState state, long version, Instant updatedAt) {
            this.state = state;
            this.version = version;
            this.updatedAt = updatedAt;
            this.name = state.name;
            this.description = state.description;
            this.status = state.status;
            this.priority = state.priority;
            this.dueDate = state.dueDate;
            this.tags = state.tags;
            this.completedAt = state.completedAt;
            this.deletedAt = state.deletedAt;
        }

        private TaskState state() {
            return new TaskState(
                    state.taskId,
                    state.ownerId,
                    version,
                    name,
                    description,
                    status,
                    priority,
                    dueDate,
                    tags,
                    state.createdAt,
                    updatedAt,
                    completedAt,
                    deletedAt);
        }
    }
}
