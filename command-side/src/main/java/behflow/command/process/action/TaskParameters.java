package behflow.command.process.action;

import behflow.api.task.Priority;
import behflow.api.task.TaskChange;
import behflow.api.task.TaskRules;
import behflow.api.task.TaskStatus;
import behflow.api.task.To;
import behflow.api.task.query.TaskFilter;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Filters and changes of tasks as parameters: the list's query parameters, and the body of a PUT. */
final class TaskParameters {

    static final List<String> STATUSES =
            Arrays.stream(TaskStatus.values()).map(TaskStatus::wire).toList();
    static final List<String> PRIORITIES =
            Arrays.stream(Priority.values()).map(Priority::wire).toList();

    static final ParameterSchema FILTER = ParameterSchema.of(
                    ParameterSchema.Parameter.optional(
                            "status", ParameterType.anyOf(STATUSES), "Any of these statuses."),
                    ParameterSchema.Parameter.optional(
                            "priority", ParameterType.anyOf(PRIORITIES), "Any of these priorities."),
                    ParameterSchema.Parameter.optional("tag", new TagsType(), "All of these tags."),
                    ParameterSchema.Parameter.optional(
                            "q", ParameterType.text(1, 200), "Every word of it begins a word of name or description."),
                    ParameterSchema.Parameter.optional("due_before", ParameterType.time(), "Due before this time."),
                    ParameterSchema.Parameter.optional("due_after", ParameterType.time(), "Due after this time."),
                    ParameterSchema.Parameter.optional("overdue", ParameterType.bool(), "Only tasks that are overdue."),
                    ParameterSchema.Parameter.optional(
                            "deleted",
                            ParameterType.only(false, " must be false: deleted tasks can't be changed."),
                            "Deleted tasks can't be changed."),
                    ParameterSchema.Parameter.optional(
                            "limit",
                            ParameterType.refused(" is of no use here: every task that matches is changed."),
                            "Of no use here: every task that matches is changed."))
            .closed();

    static final ParameterSchema CHANGE = ParameterSchema.of(
            ParameterSchema.Parameter.optional("name", ParameterType.text(1, TaskRules.NAME_MAXIMUM), "The new name."),
            ParameterSchema.Parameter.optional(
                    "description",
                    ParameterType.orNull(ParameterType.text(0, TaskRules.DESCRIPTION_MAXIMUM)),
                    "The new description; null clears it."),
            ParameterSchema.Parameter.optional("status", ParameterType.oneOf(STATUSES), "The new status."),
            ParameterSchema.Parameter.optional("priority", ParameterType.oneOf(PRIORITIES), "The new priority."),
            ParameterSchema.Parameter.optional(
                    "due_date", ParameterType.orNull(ParameterType.time()), "The new due date; null clears it."),
            ParameterSchema.Parameter.optional(
                    "tags",
                    ParameterType.orNull(ParameterType.listOf(ParameterType.text(1, TaskRules.TAG_MAXIMUM), 50)),
                    "All of the new tags; null clears them."));

    private TaskParameters() {}

    static TaskFilter filter(Map<String, Object> raw, Instant now, ZoneId zone) {
        return new TaskFilter(
                set(raw.get("status"), TaskStatus::of),
                set(raw.get("priority"), Priority::of),
                set(raw.get("tag"), tag -> tag),
                (String) raw.get("q"),
                false,
                time(raw.get("due_before"), now, zone),
                time(raw.get("due_after"), now, zone),
                Boolean.TRUE.equals(raw.get("overdue")) ? now : null);
    }

    static TaskChange change(Map<String, Object> raw, Instant now, ZoneId zone) {
        return new TaskChange(
                to(raw, "name", value -> (String) value),
                to(raw, "description", value -> (String) value),
                to(raw, "status", value -> TaskStatus.of((String) value)),
                to(raw, "priority", value -> Priority.of((String) value)),
                to(raw, "due_date", value -> TimeValue.at((String) value, now, zone)),
                to(raw, "tags", TaskParameters::texts));
    }

    static List<String> texts(Object list) {
        return ((List<?>) list).stream().map(String::valueOf).toList();
    }

    private static <T> @Nullable To<T> to(Map<String, Object> raw, String field, Function<Object, T> value) {
        if (!raw.containsKey(field)) {
            return null;
        }
        Object present = raw.get(field);
        return new To<>(present == null ? null : value.apply(present));
    }

    private static <T> Set<T> set(@Nullable Object list, Function<String, T> value) {
        return list == null
                ? Set.of()
                : texts(list).stream().map(value).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static @Nullable Instant time(@Nullable Object text, Instant now, ZoneId zone) {
        return text == null ? null : TimeValue.at((String) text, now, zone);
    }

    /** One tag, or a list of them. */
    private static final class TagsType implements ParameterType {
        private static final ParameterType LIST =
                ParameterType.listOf(ParameterType.text(1, TaskRules.TAG_MAXIMUM), TaskRules.TAGS_MAXIMUM);

        @Override
        public Map<String, Object> schema() {
            return LIST.schema();
        }

        @Override
        public @Nullable Object check(String field, @Nullable Object raw) {
            return LIST.check(field, raw instanceof String tag ? List.of(tag) : raw);
        }
    }
}
