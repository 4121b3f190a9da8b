package behflow.command.process;

import behflow.api.kernel.RejectedException;
import behflow.api.process.OverlapPolicy;
import behflow.api.process.ProcessRule;
import behflow.api.process.ProcessRules;
import behflow.api.process.TriggerType;
import behflow.command.process.action.Actions;
import behflow.command.process.trigger.Conditions;
import behflow.command.process.trigger.Schedules;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Whether a rule can be run at all; looks at nothing but the rule. */
@Component
public class RuleCheck {

    private static final Duration LONGEST_RUN = Duration.ofDays(1);
    private static final Duration LONGEST_CATCHUP = Duration.ofDays(31);

    private final Actions actions;
    private final Conditions conditions;

    RuleCheck(Actions actions, Conditions conditions) {
        this.actions = actions;
        this.conditions = conditions;
    }

    /**
     * The rule as it is stored: what does not belong to its trigger left out.
     *
     * @throws RejectedException INVALID naming what can't be run
     */
    public ProcessRule checked(ProcessRule rule) {
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
            timing(rule);
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

    private static void timing(ProcessRule rule) {
        if (rule.schedule() != null && rule.recurrence() != null) {
            throw RejectedException.invalid(
                    "recurrence", "A time-based process takes a schedule or a recurrence, not both.");
        }
        Schedules.checked(rule);
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
