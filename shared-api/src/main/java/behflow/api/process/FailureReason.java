package behflow.api.process;

import java.util.Locale;

/** Why a run failed. */
public enum FailureReason {
    /** The action could not do its work. */
    ERROR,
    /** Some of the things it was to change could not be changed. */
    INCOMPLETE,
    /** It took longer than its time limit. */
    TIME_LIMIT,
    /** Its owner, or a newer run, cancelled it. */
    CANCELLED,
    /** Its node died, and so did those that took it over; or no node has it any more. */
    NODE_LOST,
    /** The process was deleted or changed to something that can't run. */
    GONE;

    /** The name in events, the API and the database. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
