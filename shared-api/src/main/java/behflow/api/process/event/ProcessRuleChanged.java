package behflow.api.process.event;

import behflow.api.kernel.StoredAs;
import behflow.api.process.ProcessRule;

/** Another rule: action, parameters, trigger or policies. */
@StoredAs(
        value = "process.rule_changed",
        personal = {
            "from.parameters",
            "from.timezone",
            "from.event_filter.condition",
            "from.event_filter.conditions",
            "to.parameters",
            "to.timezone",
            "to.event_filter.condition",
            "to.event_filter.conditions"
        })
public record ProcessRuleChanged(ProcessRule from, ProcessRule to) implements ProcessEvent {}
