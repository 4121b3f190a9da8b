package behflow.api.task;

import java.util.Locale;
import java.util.Optional;

/** Where a task stands. Any status may follow any other. */
public enum TaskStatus {
    NOT_STARTED,
    IN_PROGRESS,
    COMPLETED,
    BLOCKED;

    private static final TaskStatus[] VALUES = values();

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** The name in events, the API and the database. */
    public String wire() {
        return wire;
    }

    public static Optional<TaskStatus> parse(String wire) {
        for (TaskStatus status : VALUES) {
            if (status.wire.equals(wire)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }

    /** Reads a stored name. */
    public static TaskStatus of(String wire) {
        return parse(wire).orElseThrow(() -> new IllegalArgumentException("No such status: " + wire));
    }
}
