package behflow.api.process.event;

import behflow.api.kernel.StoredAs;
import behflow.api.process.ProcessRule;

/** Another rule: action, parameters, trigger or policies. */
@StoredAs("process.rule_changed")
public record ProcessRuleChanged(ProcessRule from, ProcessRule to) implements ProcessEvent {}
