package behflow.api.task;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The fields of a task that change, are compared and undone one by one; tags count one by one within theirs. */
public enum TaskField {
    NAME,
    DESCRIPTION,
    STATUS,
    PRIORITY,
    DUE_DATE,
    TAGS;

    /** The name in the API. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<TaskField> parse(String wire) {
        return Arrays.stream(values()).filter(f -> f.wire().equals(wire)).findFirst();
    }
}
