package behflow.command.process.trigger;

import behflow.api.process.query.Decision;
import org.jspecify.annotations.Nullable;

/** What a trigger makes of an event. */
public sealed interface Ruling {

    /**
     * It starts a run.
     *
     * @param condition what the condition evaluated to; null where there is none
     */
    record Fires(@Nullable Boolean condition) implements Ruling {}

    /** @param reason one plain sentence */
    record Rests(Decision.Outcome outcome, String reason) implements Ruling {}
}
