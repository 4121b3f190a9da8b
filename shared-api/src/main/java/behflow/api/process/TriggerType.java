package behflow.api.process;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What starts a process. Any process can be started by hand as well. */
public enum TriggerType {
    /** By hand only. */
    MANUAL,
    /** By a cron schedule or a recurrence rule, in the process's zone. */
    TIME_BASED,
    /** By events of its owner's own log. */
    EVENT_BASED;

    /** The name in events, the API and the database. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<TriggerType> parse(String wire) {
        return Arrays.stream(values()).filter(t -> t.wire().equals(wire)).findFirst();
    }

    /** Reads a stored name. */
    public static TriggerType of(String wire) {
        return parse(wire).orElseThrow(() -> new IllegalArgumentException("No such trigger type: " + wire));
    }
}
