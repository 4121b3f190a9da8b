package behflow.command.process;

import behflow.api.kernel.RejectedException;
import behflow.api.process.OverlapPolicy;
import behflow.api.process.ProcessRule;
import behflow.api.process.ProcessRules;
import behflow.api.process.ProcessState;
import behflow.api.process.TriggerType;
import behflow.command.process.action.Actions;
import behflow.command.process.trigger.Conditions;
import behflow.command.process.trigger.Schedules;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Whether a rule can be run at all. */
@Component
public class RuleCheck {

    private static final Duration LONGEST_RUN = Duration.ofDays(1);
    private static final Duration LONGEST_CATCHUP = Duration.ofDays(31);

    private final Actions actions;
    private final Conditions conditions;
    private final OwnerZones zones;

    RuleCheck(Actions actions, Conditions conditions, OwnerZones zones) {
        this.actions = actions;
        this.conditions = conditions;
        this.zones = zones;
    }

    /**
     * A rule of nobody's process, as {@link #checked(ProcessRule, UUID, Instant)}.
     *
     * @throws RejectedException INVALID naming what can't be run
     */
    public ProcessRule checked(ProcessRule rule) {
        return checked(rule, timed -> timing(timed, Instant.now(), zones::standard));
    }

    /**
     * The rule of a new process as it is stored: what does not belong to its trigger left out.
     *
     * @param created from when a recurrence counts that does not say it
     * @throws RejectedException INVALID naming what can't be run
     */
    public ProcessRule checked(ProcessRule rule, UUID ownerId, Instant created) {
        return checked(rule, timed -> timing(timed, created, () -> zones.of(ownerId)));
    }

    /**
     * The rule as it is stored in the place of that of a process. What stays is not asked again: a recurrence may have had its
     * last occurrence since.
     *
     * @throws RejectedException INVALID naming what can't be run
     */
    public ProcessRule checked(ProcessRule rule, ProcessState process, Instant now) {
        ProcessRule present = process.rule();
        ProcessRule wanted = rule.inPlaceOf(present, now);
        if (wanted.equals(present)) {
            return present;
        }
        return checked(wanted, timed -> {
            if (!sameTiming(timed, present)) {
                timing(timed, process.createdAt(), () -> zones.of(process.ownerId()));
            }
        });
    }

    private static boolean sameTiming(ProcessRule rule, ProcessRule present) {
        return rule.trigger() == present.trigger()
                && Objects.equals(rule.schedule(), present.schedule())
                && Objects.equals(rule.recurrence(), present.recurrence())
                && Objects.equals(rule.timezone(), present.timezone());
    }

    private ProcessRule checked(ProcessRule rule, Consumer<ProcessRule> timing) {
        TriggerType trigger = rule.trigger();
        OverlapPolicy.of(rule.overlap());
        Map<String, Object> parameters =
                actions.checked(rule.action(), ProcessRules.values("parameters", rule.parameters()));
        if (rule.timezone() != null) {
            zone(rule.timezone());
        }
        duration("time_limit", rule.timeLimit(), Duration.ofSeconds(1), LONGEST_RUN);
        duration("catchup_window", rule.catchupWindow(), Duration.ZERO, LONGEST_CATCHUP);
        if (trigger == TriggerType.TIME_BASED) {
            timing.accept(rule);
        }
        return new ProcessRule(
                rule.action(),
                parameters,
                rule.triggerType(),
                trigger == TriggerType.TIME_BASED ? rule.schedule() : null,
                trigger == TriggerType.TIME_BASED ? rule.recurrence() : null,
                rule.timezone(),
                trigger == TriggerType.EVENT_BASED ? conditions.checked(rule.eventFilter()) : null,
                rule.overlap(),
                rule.catchupWindow(),
                rule.timeLimit());
    }

    /** As the clockwork will read it: whether a recurrence has an occurrence can depend on the zone. */
    private static void timing(ProcessRule rule, Instant created, Supplier<ZoneId> ownZone) {
        if (rule.schedule() != null && rule.recurrence() != null) {
            throw RejectedException.invalid(
                    "recurrence", "A time-based process takes a schedule or a recurrence, not both.");
        }
        if (rule.timezone() != null) {
            Schedules.of(rule, created, ZoneId.of(rule.timezone()));
        } else {
            // Cron has its times in every zone.
            Schedules.of(rule, created, rule.recurrence() == null ? ZoneOffset.UTC : ownZone.get());
        }
    }

    private static void zone(String name) {
        try {
            ZoneId.of(name);
        } catch (DateTimeException e) {
            throw RejectedException.invalid("timezone", "timezone must be a zone such as Europe/Berlin.");
        }
    }

    private static void duration(String field, @Nullable String text, Duration shortest, Duration longest) {
        try {
            Duration duration = Duration.parse(String.valueOf(text));
            if (duration.compareTo(shortest) >= 0 && duration.compareTo(longest) <= 0) {
                return;
            }
        } catch (DateTimeException e) {
            // Said below.
        }
        throw RejectedException.invalid(
                field, "%s must be an ISO 8601 duration from %s to %s.".formatted(field, shortest, longest));
    }
}
