package behflow.api.process;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which events of its owner's log start a process: their types, and at most one of a CEL expression and its short form.
 *
 * @param types      stored names such as {@code task.created}; at least one
 * @param condition  a CEL expression over {@code event}, {@code task} and {@code before}; null for none, or where erased
 * @param conditions fields of the task after the event and the values they must have; null for none, or where erased
 */
public record EventFilter(
        List<String> types,
        @Nullable String condition,
        @Nullable Map<String, Object> conditions) {

    public EventFilter {
        types = List.copyOf(types);
        conditions = conditions == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(conditions));
    }
}
