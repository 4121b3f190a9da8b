package behflow.api.task.query;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The order of a list.
 *
 * @param descending the order of ties, by id, turns with it
 */
public record TaskSort(Key key, boolean descending) {

    public static final TaskSort NEWEST_FIRST = new TaskSort(Key.CREATED_AT, true);

    /** Tasks without a due date come last either way. */
    public enum Key {
        CREATED_AT,
        DUE_DATE,
        PRIORITY,
        UPDATED_AT;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Reads the API's form: a key, with {@code -} ahead of it for descending. */
    public static Optional<TaskSort> parse(String wire) {
        boolean descending = wire.startsWith("-");
        String key = descending ? wire.substring(1) : wire;
        return Arrays.stream(Key.values())
                .filter(k -> k.wire().equals(key))
                .findFirst()
                .map(k -> new TaskSort(k, descending));
    }
}
