package behflow.api.process.command;

import behflow.api.kernel.AggregateCommand;
import behflow.api.process.ProcessRule;
import behflow.api.process.ProcessRules;
import java.util.UUID;

/**
 * Create a process of a user's own. Answered with its {@link behflow.api.process.ProcessState}; rejected as INVALID where
 * the rule can't be run: an unknown action, parameters that its schema refuses, a schedule that is none, a condition that
 * does not compile.
 *
 * @param processId new, from {@link behflow.api.kernel.Ids#newId(UUID)}
 * @param ownerId   whose process it becomes
 * @param active    whether its triggers start it
 */
public record CreateProcess(
        UUID processId, UUID ownerId, String name, String description, ProcessRule rule, boolean active)
        implements AggregateCommand {

    /** @throws behflow.api.kernel.RejectedException INVALID naming the first field that breaks a rule */
    public CreateProcess {
        name = ProcessRules.name(name);
        description = ProcessRules.description(description);
    }

    @Override
    public UUID aggregateId() {
        return processId;
    }
}
