package behflow.query.task;

import behflow.api.kernel.Ids;
import behflow.api.kernel.RejectedException;
import behflow.api.task.TaskState;
import behflow.api.task.query.TaskSort;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The place of a row in a sorted list: its key and id. Its text is opaque to clients and holds for one sort only, and for
 * the moment that was listed.
 *
 * @param key    an {@link Instant}, or an {@link Integer} for the rank of a priority; null for no due date
 * @param moment of the past that was listed; null for the present
 */
record TaskCursor(
        @Nullable Object key, UUID taskId, @Nullable Moment moment) {

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

    static TaskCursor of(TaskState last, TaskSort sort, @Nullable Moment moment) {
        Object key = switch (sort.key()) {
            case CREATED_AT -> last.createdAt();
            case UPDATED_AT -> last.updatedAt();
            case DUE_DATE -> last.dueDate();
            case PRIORITY -> last.priority().ordinal() + 1;
        };
        return new TaskCursor(key, last.taskId(), moment);
    }

    String text(TaskSort sort) {
        String plain =
                (sort.descending() ? "-" : "") + sort.key().wire() + "|" + (key == null ? "" : key) + "|" + taskId;
        if (moment != null) {
            plain += "|" + moment.position() + "|" + moment.instant();
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws RejectedException INVALID where this is no cursor, or one of another sort */
    static TaskCursor parse(String text, TaskSort sort) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split("\\|", -1);
            if ((parts.length == 3 || parts.length == 5)
                    && TaskSort.parse(parts[0]).filter(sort::equals).isPresent()) {
                UUID taskId = Ids.parse(parts[2]).orElseThrow(IllegalArgumentException::new);
                Moment moment = parts.length == 3 ? null : moment(parts[3], parts[4]);
                return new TaskCursor(key(parts[1], sort), taskId, moment);
            }
            throw invalid();
        } catch (IllegalArgumentException | DateTimeException e) {
            throw invalid();
        }
    }

    /** The one of a cursor that was altered may be beyond what the database can hold. */
    private static @Nullable Object key(String text, TaskSort sort) {
        if (sort.key() == TaskSort.Key.PRIORITY) {
            return Integer.valueOf(text);
        }
        if (text.isEmpty()) {
            if (sort.key() != TaskSort.Key.DUE_DATE) {
                throw new IllegalArgumentException("Only due dates can be missing");
            }
            return null;
        }
        return instant(text);
    }

    private static Moment moment(String position, String instant) {
        long at = Long.parseLong(position);
        if (at < 0) {
            throw new IllegalArgumentException("No log has such a position");
        }
        return new Moment(at, instant(instant));
    }

    private static Instant instant(String text) {
        Instant at = Instant.parse(text);
        if (at.isBefore(Instant.EPOCH) || at.isAfter(LATEST)) {
            throw new IllegalArgumentException("No task has such a time");
        }
        return at;
    }

    static RejectedException invalid() {
        return RejectedException.invalid(
                "cursor", "cursor must be the next_cursor of a page with the same parameters.");
    }
}
