package behflow.api.process.query;

import behflow.api.process.RunCause;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * Why a trigger did not start a run.
 *
 * @param at     when it was decided
 * @param reason one plain sentence
 * @param cause  what would have started it
 */
public record Decision(UUID decisionId, Instant at, Outcome outcome, String reason, RunCause cause) {

    /** What was decided. */
    public enum Outcome {
        /** The condition was not met. */
        CONDITION_FALSE,
        /** The condition could not be evaluated on this event. */
        CONDITION_FAILED,
        /** A run was going on already. */
        OVERLAP,
        /** Its time passed while nothing ran. */
        MISSED,
        /** Too many automations stand between this event and a person's act. */
        DEPTH,
        /** A newer run took its place before it began. */
        REPLACED,
        /** The process was deleted before it began. */
        GONE,
        /** Its owner's account was disabled. */
        DISABLED,
        /** It failed too often in a row: no trigger starts it any more. */
        PAUSED;

        /** The name in the API and the database. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Outcome of(String wire) {
            return valueOf(wire.toUpperCase(Locale.ROOT));
        }
    }
}
