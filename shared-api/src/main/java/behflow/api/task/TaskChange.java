package behflow.api.task;

import behflow.api.kernel.RejectedException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A partial change of a task: a null component keeps, {@code To(null)} clears. Only description, due date and tags can be
 * cleared.
 */
public record TaskChange(
        @Nullable To<String> name,
        @Nullable To<String> description,
        @Nullable To<TaskStatus> status,
        @Nullable To<Priority> priority,
        @Nullable To<Instant> dueDate,
        @Nullable To<List<String>> tags) {

    public static final TaskChange NONE = new TaskChange(null, null, null, null, null, null);

    /** @throws RejectedException INVALID naming the first field that breaks a rule */
    public TaskChange {
        name = name == null ? null : new To<>(TaskRules.name(present("name", name)));
        description = description == null
                ? null
                : new To<>(TaskRules.description(Objects.requireNonNullElse(description.value(), "")));
        if (status != null) {
            present("status", status);
        }
        if (priority != null) {
            present("priority", priority);
        }
        dueDate = dueDate == null || dueDate.value() == null ? dueDate : new To<>(TaskRules.dueDate(dueDate.value()));
        tags = tags == null ? null : new To<>(TaskRules.tags(Objects.requireNonNullElse(tags.value(), List.of())));
    }

    public static TaskChange ofStatus(TaskStatus status) {
        return new TaskChange(null, null, new To<>(status), null, null, null);
    }

    public static TaskChange ofPriority(Priority priority) {
        return new TaskChange(null, null, null, new To<>(priority), null, null);
    }

    public static TaskChange ofDueDate(@Nullable Instant dueDate) {
        return new TaskChange(null, null, null, null, new To<>(dueDate), null);
    }

    private static <T> T present(String field, To<T> to) {
        if (to.value() == null) {
            throw RejectedException.invalid(field, field + " must not be null.");
        }
        return to.value();
    }
}
