package behflow.api.audit;

import java.util.Locale;

/** What an undo does to one field of one task. */
public enum Outcome {
    /** Back to what it was before. */
    REVERTED,
    /** It has that value already. */
    ALREADY,
    /** Someone else has written since; their value stays. */
    CONFLICT,
    /** Someone else has written since; their value is overridden. */
    FORCED,
    /** What it was before was erased. */
    ERASED,
    /** It has left the house. */
    IRREVERSIBLE;

    /** The name in the API. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
