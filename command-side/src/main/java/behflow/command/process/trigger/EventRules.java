package behflow.command.process.trigger;

import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.RecordedEvent;
import behflow.api.process.EventFilter;
import behflow.api.process.ProcessRule;
import behflow.api.process.TriggerType;
import behflow.api.process.query.Decision;
import behflow.api.task.TaskState;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Whether an event starts a process: the one rule, for the present and for the past. */
@Component
public class EventRules {

    /** So many automations may stand between a run and a person's act. */
    public static final int DEPTH = 10;

    private final Conditions conditions;

    EventRules(Conditions conditions) {
        this.conditions = conditions;
    }

    /** Whether any process can be started by events of this type. */
    public boolean starts(DomainEvent event) {
        return TriggerTypes.ALL.contains(TriggerTypes.name(event));
    }

    /** Whether a process with this rule is started by events of this type. */
    public boolean concerns(ProcessRule rule, DomainEvent event) {
        return rule.trigger() == TriggerType.EVENT_BASED
                && rule.eventFilter() != null
                && rule.eventFilter().types().contains(TriggerTypes.name(event));
    }

    /**
     * What becomes of an event that {@link #concerns} it.
     *
     * @param task   after the event; null where it is none of a task
     * @param before the same ahead of the event; null where it was not there yet
     */
    public Ruling rule(EventFilter filter, RecordedEvent event, @Nullable TaskState task, @Nullable TaskState before) {
        Boolean condition;
        try {
            condition = conditions.evaluate(filter, new Facts(event, task, before));
        } catch (ConditionFailedException e) {
            return new Ruling.Rests(Decision.Outcome.CONDITION_FAILED, String.valueOf(e.getMessage()));
        }
        if (Boolean.FALSE.equals(condition)) {
            return new Ruling.Rests(Decision.Outcome.CONDITION_FALSE, "The condition was not met.");
        }
        if (event.origin().depth() >= DEPTH) {
            return new Ruling.Rests(
                    Decision.Outcome.DEPTH,
                    "%d runs stand between this event and a person's act: the chain ends here.".formatted(DEPTH));
        }
        return new Ruling.Fires(condition);
    }
}
