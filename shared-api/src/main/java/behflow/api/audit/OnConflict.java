package behflow.api.audit;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an undo does where someone else has written later. */
public enum OnConflict {
    /** The later value stays. */
    KEEP,
    /** The later value is overridden. */
    FORCE,
    /** Nothing at all is undone. */
    FAIL;

    /** The name in the API and in events. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<OnConflict> parse(String wire) {
        return Arrays.stream(values()).filter(c -> c.wire().equals(wire)).findFirst();
    }
}
