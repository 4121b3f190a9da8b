package behflow.gateway.audit;

import behflow.api.audit.FieldChange;
import behflow.api.audit.TaskAspect;
import behflow.gateway.kernel.Instants;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of fields as the API writes them: due dates with seconds, other instants with microseconds. */
final class Values {

    private Values() {}

    static Map<String, ChangeResponse> changes(Map<String, FieldChange> changes) {
        Map<String, ChangeResponse> wire = new LinkedHashMap<>();
        changes.forEach((field, change) ->
                wire.put(field, new ChangeResponse(wire(field, change.from()), wire(field, change.to()))));
        return wire;
    }

    static @Nullable Object wire(String field, @Nullable Object value) {
        if (value instanceof Instant instant) {
            return field.equals(TaskAspect.DUE_DATE.wire()) ? Instants.seconds(instant) : Instants.micros(instant);
        } else if (value instanceof Collection<?> values) {
            return values.stream().map(v -> wire("", v)).toList();
        } else if (value instanceof Map<?, ?> values) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            values.forEach((k, v) -> map.put(String.valueOf(k), wire(String.valueOf(k), v)));
            return map;
        }
        return value;
    }
}
