package behflow.gateway.task;

import behflow.api.kernel.FieldError;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.api.kernel.Text;
import behflow.api.task.Priority;
import behflow.api.task.TaskRules;
import behflow.api.task.TaskStatus;
import behflow.api.task.query.TaskFilter;
import behflow.api.task.query.TaskSort;
import behflow.gateway.kernel.InstantReader;
import behflow.gateway.kernel.JsonFields;
import behflow.gateway.kernel.WholeNumbers;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * The query parameters of the list, which the agent, processes and analytics also take: repeated or comma-separated values of
 * {@code status} and {@code priority} are "any of"; every {@code tag} must be there. All errors are found before anything is
 * thrown.
 */
public final class TaskQueryParameters {

    public static final int LIMIT_MAXIMUM = 500;
    private static final int QUERY_MAXIMUM = 200;

    private final MultiValueMap<String, String> parameters;
    private final ZoneId zone;
    private final List<FieldError> errors = new ArrayList<>();

    public TaskQueryParameters(MultiValueMap<String, String> parameters, ZoneId zone) {
        this.parameters = parameters;
        this.zone = zone;
    }

    /**
     * The filter.
     *
     * @param now what "overdue" is measured against
     */
    public TaskFilter filter(Instant now) {
        Boolean deleted = flag("deleted");
        Boolean overdue = flag("overdue");
        return new TaskFilter(
                anyOf("status", TaskStatus.values(), TaskStatus::wire),
                anyOf("priority", Priority.values(), Priority::wire),
                tags(),
                text("q", raw -> Text.notBlank("q", raw, QUERY_MAXIMUM)),
                Boolean.TRUE.equals(deleted),
                text("due_before", raw -> InstantReader.readParameter("due_before", raw, zone)),
                text("due_after", raw -> InstantReader.readParameter("due_after", raw, zone)),
                Boolean.TRUE.equals(overdue) ? now : null);
    }

    public TaskSort sort() {
        TaskSort sort = text(
                "sort",
                raw -> TaskSort.parse(raw)
                        .orElseThrow(() -> RejectedException.invalid(
                                "sort",
                                "sort must be one of created_at, due_date, priority, updated_at, with - ahead for"
                                        + " descending.")));
        return sort == null ? TaskSort.NEWEST_FIRST : sort;
    }

    /** Null for all. */
    public @Nullable Integer limit() {
        return text("limit", raw -> {
            Long limit = WholeNumbers.parse(raw);
            if (limit == null || limit < 1 || limit > LIMIT_MAXIMUM) {
                throw RejectedException.invalid(
                        "limit", "limit must be a whole number from 1 to %d.".formatted(LIMIT_MAXIMUM));
            }
            return limit.intValue();
        });
    }

    public @Nullable String cursor() {
        return text("cursor", raw -> Text.of("cursor", raw, 1, 500));
    }

    /** Any other single-valued parameter. */
    public <T> @Nullable T text(String name, Function<String, T> reader) {
        String raw = parameters.getFirst(name);
        if (raw == null) {
            return null;
        }
        try {
            return reader.apply(Text.wellFormed(name, raw));
        } catch (RejectedException e) {
            errors.addAll(e.errors().isEmpty() ? List.of(new FieldError(name, e.detail())) : e.errors());
            return null;
        }
    }

    /** @throws RejectedException INVALID with all errors found so far */
    public void check() {
        if (!errors.isEmpty()) {
            throw new RejectedException(RejectionCode.INVALID, errors.get(0).message(), errors, null);
        }
    }

    private <E> Set<E> anyOf(String name, E[] allowed, Function<E, String> wire) {
        Set<E> values = new LinkedHashSet<>();
        for (String value : values(name)) {
            Arrays.stream(allowed)
                    .filter(one -> wire.apply(one).equals(value))
                    .findFirst()
                    .ifPresentOrElse(
                            values::add,
                            () -> errors.add(new FieldError(name, JsonFields.mustBeOneOf(name, names(allowed, wire)))));
        }
        return values;
    }

    private static <E> List<String> names(E[] allowed, Function<E, String> wire) {
        return Arrays.stream(allowed).map(wire).toList();
    }

    private Set<String> tags() {
        Set<String> tags = new LinkedHashSet<>();
        for (String raw : parameters.getOrDefault("tag", List.of())) {
            try {
                tags.addAll(TaskRules.tags(List.of(raw)));
            } catch (RejectedException e) {
                errors.add(new FieldError("tag", "tag must have 1 to 50 characters."));
            }
        }
        return tags;
    }

    private @Nullable Boolean flag(String name) {
        return text(name, raw -> switch (raw) {
            case "true" -> true;
            case "false" -> false;
            default -> throw RejectedException.invalid(name, name + " must be true or false.");
        });
    }

    private List<String> values(String name) {
        List<String> values = new ArrayList<>();
        for (String raw : parameters.getOrDefault(name, List.of())) {
            for (String value : raw.split(",", -1)) {
                values.add(value.strip());
            }
        }
        return values;
    }
}
