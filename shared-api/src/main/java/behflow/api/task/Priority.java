package behflow.api.task;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How urgent a task is; the order of the constants is the order of sorting. */
public enum Priority {
    LOW,
    MEDIUM,
    HIGH,
    URGENT;

    /** The name in events, the API and the database. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Priority> parse(String wire) {
        return Arrays.stream(values()).filter(p -> p.wire().equals(wire)).findFirst();
    }

    /** Reads a stored name. */
    public static Priority of(String wire) {
        return parse(wire).orElseThrow(() -> new IllegalArgumentException("No such priority: " + wire));
    }
}
