package behflow.query.analytics;

import behflow.api.kernel.RecordedEvent;
import behflow.api.kernel.StoredAs;
import behflow.api.task.TaskStatus;
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
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code bi.fct_task_event}: one change of a task.
 *
 * @param day        the day it was in the user's zone
 * @param type       the event's stored name
 * @param fromValue  null for none, for descriptions, and where erased
 * @param statusFrom null where the task was not there or deleted
 * @param flow       what it did to the open tasks, if anything
 */
record TaskChangeRow(
        UUID ownerId,
        long position,
        UUID taskId,
        long version,
        Instant changedAt,
        LocalDate day,
        String type,
        @Nullable String fromValue,
        @Nullable String toValue,
        String actor,
        UUID correlationId,
        @Nullable UUID causationId,
        @Nullable UUID chatSessionId,
        @Nullable UUID executionId,
        @Nullable TaskStatus statusFrom,
        @Nullable TaskStatus statusTo,
        @Nullable Flow flow,
        boolean firstStart) {

    /** Types whose values are what people wrote. */
    static final Set<String> TEXT = Set.of("task.created", "task.renamed", "task.tags_changed");

    /** What a change does to the open tasks: every change of their number is one of these. */
    enum Flow {
        ARRIVAL,
        COMPLETION,
        REOPEN,
        DELETION,
        RESTORE;

        /** The name in the table. */
        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Values(@Nullable String from, @Nullable String to) {}

    /** @param before null for a task's first event */
    static TaskChangeRow of(RecordedEvent event, @Nullable TaskFlow before, TaskFlow after, LocalDate day) {
        TaskEvent payload = (TaskEvent) event.payload();
        Values values = values(payload);
        return new TaskChangeRow(
                event.ownerId(),
                event.position(),
                event.subjectId(),
                event.sequence(),
                event.timestamp(),
                day,
                payload.getClass().getAnnotation(StoredAs.class).value(),
                values.from,
                values.to,
                event.origin().actor().wire(),
                event.origin().correlationId(),
                event.origin().causationId(),
                event.origin().chatSessionId(),
                event.origin().executionId(),
                before == null ? null : before.liveStatus(),
                after.liveStatus(),
                flow(before, after),
                after.firstStartedAt() != null && (before == null || before.firstStartedAt() == null));
    }

    private static @Nullable Flow flow(@Nullable TaskFlow before, TaskFlow after) {
        boolean was = before != null && before.open();
        if (was == after.open()) {
            return null;
        }
        if (was) {
            return after.task().deleted() ? Flow.DELETION : Flow.COMPLETION;
        }
        if (before == null) {
            return Flow.ARRIVAL;
        }
        return before.task().deleted() ? Flow.RESTORE : Flow.REOPEN;
    }

    private static Values values(TaskEvent event) {
        if (event instanceof TaskCreated created) {
            return new Values(null, created.name());
        } else if (event instanceof TaskRenamed renamed) {
            return new Values(renamed.from(), renamed.to());
        } else if (event instanceof TaskStatusChanged changed) {
            return new Values(changed.from(), changed.to());
        } else if (event instanceof TaskPriorityChanged changed) {
            return new Values(changed.from(), changed.to());
        } else if (event instanceof TaskRescheduled rescheduled) {
            return new Values(text(rescheduled.from()), text(rescheduled.to()));
        } else if (event instanceof TaskTagsChanged changed) {
            return new Values(text(changed.from()), text(changed.to()));
        } else if (event instanceof TaskDescribed
                || event instanceof TaskDeleted
                || event instanceof TaskRestored
                || event instanceof TaskErased) {
            return new Values(null, null);
        }
        throw new IllegalStateException("No row for " + event.getClass().getName());
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static @Nullable String text(@Nullable List<String> tags) {
        return tags == null ? null : String.join(", ", tags);
    }

    /** The same without what people wrote. */
    TaskChangeRow erased() {
        return !TEXT.contains(type)
                ? this
                : new TaskChangeRow(
                        ownerId,
                        position,
                        taskId,
                        version,
                        changedAt,
                        day,
                        type,
                        null,
                        null,
                        actor,
                        correlationId,
                        causationId,
                        chatSessionId,
                        executionId,
                        statusFrom,
                        statusTo,
                        flow,
                        firstStart);
    }
}
