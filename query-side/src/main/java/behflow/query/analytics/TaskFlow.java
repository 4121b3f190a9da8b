package behflow.query.analytics;

import behflow.api.kernel.RecordedEvent;
import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import behflow.api.task.event.TaskEvent;
import behflow.api.task.event.TaskRescheduled;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task after some of its events, with what analytics measure on it. Durations are hours; a row's hours count up to its last
 * event, {@code task.updatedAt()}.
 *
 * @param task           the task itself, by the one fold that everything shares
 * @param position       of its last event in the owner's log
 * @param firstStartedAt when it was in progress for the first time
 * @param statusSince    when it came into its status
 * @param reopened       how often it was taken back from completed
 * @param rescheduled    how often its due date was moved
 * @param hours          in each status, by {@link TaskStatus#ordinal()}; while deleted the clock stands still
 */
record TaskFlow(
        TaskState task,
        long position,
        @Nullable Instant firstStartedAt,
        Instant statusSince,
        int reopened,
        int rescheduled,
        Hours hours) {

    static final double MICROS_AN_HOUR = 3_600_000_000.0;

    /** Hours in each status. */
    record Hours(double notStarted, double inProgress, double blocked, double completed) {

        static final Hours NONE = new Hours(0, 0, 0, 0);

        Hours plus(TaskStatus status, double hours) {
            return switch (status) {
                case NOT_STARTED -> new Hours(notStarted + hours, inProgress, blocked, completed);
                case IN_PROGRESS -> new Hours(notStarted, inProgress + hours, blocked, completed);
                case BLOCKED -> new Hours(notStarted, inProgress, blocked + hours, completed);
                case COMPLETED -> new Hours(notStarted, inProgress, blocked, completed + hours);
            };
        }
    }

    /** The task after one more of its events. */
    static TaskFlow evolve(@Nullable TaskFlow before, RecordedEvent event) {
        TaskEvent payload = (TaskEvent) event.payload();
        Instant at = event.timestamp();
        TaskState task = TaskState.evolve(
                before == null ? null : before.task, event.subjectId(), event.ownerId(), payload, event.sequence(), at);
        if (before == null) {
            return new TaskFlow(task, event.position(), null, at, 0, 0, Hours.NONE);
        }
        TaskState old = before.task;
        boolean moved = old.status() != task.status();
        boolean starts = moved && task.status() == TaskStatus.IN_PROGRESS && before.firstStartedAt == null;
        return new TaskFlow(
                task,
                event.position(),
                starts ? at : before.firstStartedAt,
                moved ? at : before.statusSince,
                before.reopened + (moved && old.status() == TaskStatus.COMPLETED ? 1 : 0),
                before.rescheduled + (payload instanceof TaskRescheduled ? 1 : 0),
                old.deleted() ? before.hours : before.hours.plus(old.status(), hoursBetween(old.updatedAt(), at)));
    }

    UUID id() {
        return task.taskId();
    }

    UUID owner() {
        return task.ownerId();
    }

    /** Work in progress: neither completed nor deleted. */
    boolean open() {
        return !task.deleted() && task.status() != TaskStatus.COMPLETED;
    }

    /** Null where it is deleted. */
    @Nullable
    TaskStatus liveStatus() {
        return task.deleted() ? null : task.status();
    }

    /** From created to completed; null unless it is completed. */
    @Nullable
    Double leadHours() {
        return task.completedAt() == null ? null : hoursBetween(task.createdAt(), task.completedAt());
    }

    /** From first started to last completed; null unless it is both. */
    @Nullable
    Double cycleHours() {
        return task.completedAt() == null || firstStartedAt == null
                ? null
                : hoursBetween(firstStartedAt, task.completedAt());
    }

    /** The same without text. */
    TaskFlow erased() {
        TaskState t = task;
        return new TaskFlow(
                new TaskState(
                        t.taskId(),
                        t.ownerId(),
                        t.version(),
                        null,
                        null,
                        t.status(),
                        t.priority(),
                        t.dueDate(),
                        null,
                        t.createdAt(),
                        t.updatedAt(),
                        t.completedAt(),
                        t.deletedAt()),
                position,
                firstStartedAt,
                statusSince,
                reopened,
                rescheduled,
                hours);
    }

    static double hoursBetween(Instant from, Instant to) {
        Duration duration = Duration.between(from, to);
        return (duration.getSeconds() * 1_000_000L + duration.getNano() / 1_000) / MICROS_AN_HOUR;
    }
}
