package behflow.gateway.chat.language;

import behflow.api.task.Priority;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a text says.
 *
 * @param name       what was left when all phrases were taken out; empty where nothing was
 * @param dueDate    whole seconds; of a repetition its first occurrence
 * @param recurrence an RFC 5545 RRULE without its name
 * @param spans      where the phrases stand, in order, never overlapping
 */
public record ParsedTask(
        String name,
        @Nullable Instant dueDate,
        @Nullable String recurrence,
        @Nullable Priority priority,
        List<String> tags,
        List<Span> spans,
        List<Alternative> alternatives) {

    /** A phrase; start (inclusive) and end (exclusive) count code points, not UTF-16 units. */
    public record Span(String field, String text, int start, int end) {}

    /** Another reading of a field. */
    public record Alternative(String field, String value, String reason) {}
}
