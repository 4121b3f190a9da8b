package behflow.api.task;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a task stands. Any status may follow any other. */
public enum TaskStatus {
    NOT_STARTED,
    IN_PROGRESS,
    COMPLETED,
    BLOCKED;

    /** The name in events, the API and the database. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<TaskStatus> parse(String wire) {
        return Arrays.stream(values()).filter(s -> s.wire().equals(wire)).findFirst();
    }

    /** Reads a stored name. */
    public static TaskStatus of(String wire) {
        return parse(wire).orElseThrow(() -> new IllegalArgumentException("No such status: " + wire));
    }
}
