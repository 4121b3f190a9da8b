package behflow.api.task;

import java.util.Locale;
import java.util.Optional;

/** How urgent a task is; the order of the constants is the order of sorting. */
public enum Priority {
    LOW,
    MEDIUM,
    HIGH,
    URGENT;

    private static final Priority[] VALUES = values();

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** The name in events, the API and the database. */
    public String wire() {
        return wire;
    }

    public static Optional<Priority> parse(String wire) {
        for (Priority priority : VALUES) {
            if (priority.wire.equals(wire)) {
                return Optional.of(priority);
            }
        }
        return Optional.empty();
    }

    /** Reads a stored name. */
    public static Priority of(String wire) {
        return parse(wire).orElseThrow(() -> new IllegalArgumentException("No such priority: " + wire));
    }
}
