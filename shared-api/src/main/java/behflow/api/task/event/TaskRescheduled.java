package behflow.api.task.event;

import behflow.api.kernel.StoredAs;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Another due date, whole seconds, UTC; null for none. */
@StoredAs(
        value = "task.rescheduled",
        personal = {})
public record TaskRescheduled(
        @Nullable Instant from, @Nullable Instant to) implements TaskEvent {}
