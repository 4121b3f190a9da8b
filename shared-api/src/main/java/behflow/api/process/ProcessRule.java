package behflow.api.process;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a process does and when: what a version of the rule is. It holds names as they are stored, because events carry it;
 * whether it may be saved is decided by the command side.
 *
 * @param action        the name of an action, such as {@code reschedule_remaining_tasks}
 * @param parameters    of the action, as its JSON Schema says; empty where erased
 * @param triggerType   {@link TriggerType#wire()}
 * @param schedule      five fields of cron; null unless time-based
 * @param recurrence    an RRULE (RFC 5545), a DTSTART line may stand ahead of it; null unless time-based without schedule. One
 *                      without counts from the creation of the process
 * @param timezone      the zone of schedule and dates, as in the IANA database; null for the zone of whom it runs for
 * @param eventFilter   null unless event-based
 * @param overlap       {@link OverlapPolicy#wire()}
 * @param catchupWindow how long after its time a missed run is made up for, as an ISO 8601 duration
 * @param timeLimit     how long a run may take, as an ISO 8601 duration
 */
public record ProcessRule(
        String action,
        Map<String, Object> parameters,
        String triggerType,
        @Nullable String schedule,
        @Nullable String recurrence,
        @Nullable String timezone,
        @Nullable EventFilter eventFilter,
        String overlap,
        String catchupWindow,
        String timeLimit) {

    /** One day. */
    public static final String DEFAULT_CATCHUP_WINDOW = "P1D";

    /** One hour. */
    public static final String DEFAULT_TIME_LIMIT = "PT1H";

    /** The line ahead of a recurrence that its owner gave no start. */
    private static final String IMPLIED_START = "DTSTART;X-IMPLIED=TRUE:";

    private static final Pattern START = Pattern.compile("DTSTART", Pattern.CASE_INSENSITIVE);
    private static final Pattern IMPLIED = Pattern.compile("\\A" + IMPLIED_START + "\\d{8}T\\d{6}Z\n");
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Parameters that were erased arrive as null. */
    public ProcessRule {
        parameters = parameters == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** By hand only, with the default policies. */
    public static ProcessRule manual(String action, Map<String, Object> parameters) {
        return new ProcessRule(
                action,
                parameters,
                TriggerType.MANUAL.wire(),
                null,
                null,
                null,
                null,
                OverlapPolicy.SKIP.wire(),
                DEFAULT_CATCHUP_WINDOW,
                DEFAULT_TIME_LIMIT);
    }

    /** By a cron schedule in the zone of whom it runs for, with the default policies. */
    public static ProcessRule scheduled(String action, Map<String, Object> parameters, String schedule) {
        return new ProcessRule(
                action,
                parameters,
                TriggerType.TIME_BASED.wire(),
                schedule,
                null,
                null,
                null,
                OverlapPolicy.SKIP.wire(),
                DEFAULT_CATCHUP_WINDOW,
                DEFAULT_TIME_LIMIT);
    }

    /**
     * This rule as it is stored where it takes the place of {@code present}. A recurrence that stays goes on counting from
     * where it did; another one that does not say from where counts from {@code now}, not from the creation of the process,
     * and says so in a line that {@link #givenRecurrence} leaves out.
     */
    public ProcessRule inPlaceOf(ProcessRule present, Instant now) {
        if (recurrence == null || recurrence.equals(present.recurrence)) {
            return this;
        }
        if (recurrence.equals(present.givenRecurrence())) {
            return recurring(present.recurrence);
        }
        return START.matcher(recurrence).lookingAt()
                ? this
                : recurring(IMPLIED_START + UTC.format(now) + "\n" + recurrence);
    }

    /** The recurrence as the owner of the process gave it. */
    public @Nullable String givenRecurrence() {
        return recurrence == null ? null : IMPLIED.matcher(recurrence).replaceFirst("");
    }

    private ProcessRule recurring(@Nullable String newRecurrence) {
        return new ProcessRule(
                action,
                parameters,
                triggerType,
                schedule,
                newRecurrence,
                timezone,
                eventFilter,
                overlap,
                catchupWindow,
                timeLimit);
    }

    public TriggerType trigger() {
        return TriggerType.of(triggerType);
    }

    public OverlapPolicy overlapPolicy() {
        return OverlapPolicy.of(overlap);
    }
}
