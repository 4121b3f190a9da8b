package behflow.api.process;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Why a process runs, or was to run.
 *
 * @param trigger       {@link Kind#wire()}
 * @param firedAt       by schedule: the time it was due; else null
 * @param eventId       by event: which; else null
 * @param eventPosition by event: its position in the owner's log; else null
 * @param subjectId     by event: what it happened to, such as a task; else null
 * @param eventSequence by event: its sequence in its subject, a task's version; else null
 */
public record RunCause(
        String trigger,
        @Nullable Instant firedAt,
        @Nullable UUID eventId,
        @Nullable Long eventPosition,
        @Nullable UUID subjectId,
        @Nullable Long eventSequence) {

    /** What kind of thing started it. */
    public enum Kind {
        MANUAL,
        SCHEDULE,
        EVENT;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static RunCause manual() {
        return new RunCause(Kind.MANUAL.wire(), null, null, null, null, null);
    }

    public static RunCause schedule(Instant firedAt) {
        return new RunCause(Kind.SCHEDULE.wire(), firedAt, null, null, null, null);
    }

    public static RunCause event(UUID eventId, long position, UUID subjectId, long sequence) {
        return new RunCause(Kind.EVENT.wire(), null, eventId, position, subjectId, sequence);
    }

    public Kind kind() {
        return Kind.valueOf(trigger.toUpperCase(Locale.ROOT));
    }
}
