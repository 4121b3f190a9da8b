package behflow.api.kernel;

import java.util.Locale;

/** Who or what acted. */
public enum ActorKind {
    USER,
    AGENT,
    PROCESS,
    ADMIN;

    /** The name in events, the API and the database. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static ActorKind of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
