package behflow.api.audit;

import behflow.api.task.TaskState;
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
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What of a task is compared, told and undone, one by one: its fields, and whether it is deleted. */
public enum TaskAspect {
    NAME,
    DESCRIPTION,
    STATUS,
    PRIORITY,
    DUE_DATE,
    TAGS,
    DELETED;

    private static final Set<TaskAspect> ALL = Collections.unmodifiableSet(EnumSet.allOf(TaskAspect.class));

    /** The name in the API. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<TaskAspect> parse(String wire) {
        return Arrays.stream(values()).filter(a -> a.wire().equals(wire)).findFirst();
    }

    /** Whether it is a person's text, which can be erased. */
    public boolean text() {
        return this == NAME || this == DESCRIPTION || this == TAGS;
    }

    /** What an event writes; a creation everything, an erasure all text. */
    public static Set<TaskAspect> writtenBy(TaskEvent event) {
        if (event instanceof TaskCreated) {
            return ALL;
        } else if (event instanceof TaskRenamed) {
            return EnumSet.of(NAME);
        } else if (event instanceof TaskDescribed) {
            return EnumSet.of(DESCRIPTION);
        } else if (event instanceof TaskStatusChanged) {
            return EnumSet.of(STATUS);
        } else if (event instanceof TaskPriorityChanged) {
            return EnumSet.of(PRIORITY);
        } else if (event instanceof TaskRescheduled) {
            return EnumSet.of(DUE_DATE);
        } else if (event instanceof TaskTagsChanged) {
            return EnumSet.of(TAGS);
        } else if (event instanceof TaskDeleted || event instanceof TaskRestored) {
            return EnumSet.of(DELETED);
        } else if (event instanceof TaskErased) {
            return EnumSet.of(NAME, DESCRIPTION, TAGS);
        }
        throw new IllegalStateException(
                "Nothing is known of " + event.getClass().getName());
    }

    /**
     * The value in a state: a text, an {@link java.time.Instant}, a list of texts or a Boolean; null for none or where
     * erased.
     *
     * @param state null before the task was created
     */
    public @Nullable Object of(@Nullable TaskState state) {
        if (state == null) {
            return null;
        }
        return switch (this) {
            case NAME -> state.name();
            case DESCRIPTION -> state.description();
            case STATUS -> state.status().wire();
            case PRIORITY -> state.priority().wire();
            case DUE_DATE -> state.dueDate();
            case TAGS -> state.tags();
            case DELETED -> state.deleted();
        };
    }
}
