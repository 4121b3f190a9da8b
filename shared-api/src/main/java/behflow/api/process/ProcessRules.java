package behflow.api.process;

import behflow.api.kernel.RejectedException;
import behflow.api.kernel.Text;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules for a process's values that need no library. Each names its field when it rejects. */
public final class ProcessRules {

    public static final int NAME_MAXIMUM = 100;
    public static final int DESCRIPTION_MAXIMUM = 1_000;

    /** How deep objects and lists may be nested in parameters. */
    public static final int DEPTH_MAXIMUM = 5;

    /** How many values parameters may hold in all. */
    public static final int VALUES_MAXIMUM = 500;

    private static final int TEXT_MAXIMUM = 10_000;

    private ProcessRules() {}

    /** 1 to 100 characters, not blank. */
    public static String name(String raw) {
        return Text.notBlank("name", raw, NAME_MAXIMUM);
    }

    /** Up to 1,000 characters. */
    public static String description(String raw) {
        return Text.of("description", raw, 0, DESCRIPTION_MAXIMUM);
    }

    /** Free-form values: text that can be stored, up to 500 values, five levels deep. */
    public static Map<String, Object> values(String field, Map<String, Object> raw) {
        return object(field, raw, 1, new int[] {0});
    }

    private static Map<String, Object> object(String field, Map<?, ?> raw, int depth, int[] count) {
        Map<String, Object> clean = new LinkedHashMap<>();
        raw.forEach((key, value) ->
                clean.put(Text.of(field, String.valueOf(key), 0, TEXT_MAXIMUM), value(field, value, depth, count)));
        return Collections.unmodifiableMap(clean);
    }

    private static @Nullable Object value(String field, @Nullable Object raw, int depth, int[] count) {
        if (depth > DEPTH_MAXIMUM || ++count[0] > VALUES_MAXIMUM) {
            throw RejectedException.invalid(field, field + " must have at most 500 values, five levels deep.");
        }
        if (raw instanceof String text) {
            return Text.of(field, text, 0, TEXT_MAXIMUM);
        }
        if (raw instanceof Map<?, ?> map) {
            return object(field, map, depth + 1, count);
        }
        if (raw instanceof List<?> list) {
            return list.stream()
                    .map(element -> value(field, element, depth + 1, count))
                    .collect(java.util.ArrayList::new, java.util.ArrayList::add, java.util.ArrayList::addAll);
        }
        if (raw == null || raw instanceof Boolean || raw instanceof Number) {
            return raw;
        }
        throw RejectedException.invalid(field, field + " must hold JSON values only.");
    }
}
