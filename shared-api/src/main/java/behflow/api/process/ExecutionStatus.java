package behflow.api.process;

import java.util.Locale;

/** Where a run stands. A cancelled run is a failed one whose message says so. */
public enum ExecutionStatus {
    RUNNING,
    SUCCESS,
    FAILED;

    /** The name in events, the API and the database. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads a stored name. */
    public static ExecutionStatus of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
