package behflow.api.process;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What happens when a process is to run for an owner for whom it is running already. The names are those of Temporal. */
public enum OverlapPolicy {
    /** The new run does not take place. */
    SKIP,
    /** One run waits for the running one to end; further ones do not take place. */
    BUFFER_ONE,
    /** The running one is cancelled, and the new one follows it. */
    CANCEL_OTHER;

    /** The name in events, the API and the database. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<OverlapPolicy> parse(String wire) {
        return Arrays.stream(values()).filter(p -> p.wire().equals(wire)).findFirst();
    }

    /** Reads a stored name. */
    public static OverlapPolicy of(String wire) {
        return parse(wire).orElseThrow(() -> new IllegalArgumentException("No such overlap policy: " + wire));
    }
}
