package behflow.command.process.trigger;

import behflow.api.kernel.RejectedException;
import behflow.api.task.Priority;
import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The short form of a condition: fields of the task after the event and the values they must have. A list means any of its
 * values; a tag, or a list of tags, must be among the task's.
 */
final class ShortForm {

    private static final Set<String> FIELDS = Set.of("name", "description", "status", "priority", "due_date", "tags");

    private ShortForm() {}

    /** @throws RejectedException INVALID naming the field that can't be compared */
    static Map<String, Object> checked(Map<String, Object> conditions) {
        if (conditions.isEmpty()) {
            throw RejectedException.invalid(
                    "event_filter.conditions", "event_filter.conditions must name at least one field.");
        }
        conditions.forEach((field, value) -> {
            boolean comparable = value == null && field.equals("due_date")
                    || value instanceof String
                    || value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
            if (!FIELDS.contains(field) || !comparable) {
                throw RejectedException.invalid(
                        "event_filter.conditions",
                        "event_filter.conditions must compare name, description, status, priority, due_date or tags"
                                + " with a text or a list of texts.");
            }
        });
        conditions.forEach(ShortForm::canBe);
        return conditions;
    }

    /** What no task can ever be would never start anything, and nobody would be told. */
    private static void canBe(String field, @Nullable Object value) {
        List<?> values = value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
        for (Object one : values) {
            String text = String.valueOf(one);
            switch (field) {
                case "status" -> known(field, text, TaskStatus.parse(text));
                case "priority" -> known(field, text, Priority.parse(text));
                case "due_date" -> known(field, text, instant(text));
                default -> {}
            }
        }
    }

    private static void known(String field, String text, Optional<?> read) {
        if (read.isEmpty()) {
            throw RejectedException.invalid(
                    "event_filter.conditions." + field,
                    "event_filter.conditions.%s can't be \"%s\".".formatted(field, text));
        }
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    static boolean holds(Map<String, Object> conditions, Facts facts) {
        TaskState task = facts.task();
        return task != null && conditions.entrySet().stream().allMatch(c -> holds(c.getKey(), c.getValue(), task));
    }

    private static boolean holds(String field, @Nullable Object wanted, TaskState task) {
        if (field.equals("tags")) {
            List<String> tags = task.tags() == null ? List.of() : task.tags();
            return wanted instanceof List<?> all ? tags.containsAll(all) : tags.contains(String.valueOf(wanted));
        }
        Object now = switch (field) {
            case "name" -> task.name();
            case "description" -> task.description();
            case "status" -> task.status().wire();
            case "priority" -> task.priority().wire();
            default -> task.dueDate();
        };
        return wanted instanceof List<?> any ? any.stream().anyMatch(one -> same(now, one)) : same(now, wanted);
    }

    private static boolean same(@Nullable Object now, @Nullable Object wanted) {
        if (now instanceof Instant instant && wanted instanceof String text) {
            return instant(text).filter(instant::equals).isPresent();
        }
        return Objects.equals(now, wanted);
    }
}
