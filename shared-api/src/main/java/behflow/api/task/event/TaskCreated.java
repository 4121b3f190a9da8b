package behflow.api.task.event;

import behflow.api.kernel.StoredAs;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task was created, not started.
 *
 * @param name        null where erased
 * @param description null where erased; "" where none was given
 * @param priority    {@link behflow.api.task.Priority#wire()}
 * @param dueDate     whole seconds, UTC; null for none
 * @param tags        in order, without duplicates; null where erased
 */
@StoredAs(
        value = "task.created",
        personal = {"name", "description", "tags"})
public record TaskCreated(
        @Nullable String name,
        @Nullable String description,
        String priority,
        @Nullable Instant dueDate,
        @Nullable List<String> tags)
        implements TaskEvent {}
