package behflow.api.process;

import behflow.api.kernel.RejectedException;
import org.jspecify.annotations.Nullable;

/**
 * A change of a process: a null component keeps.
 *
 * @param name        1 to 100 characters
 * @param description up to 1,000 characters
 * @param rule        the whole new rule
 * @param active      whether its triggers start it
 */
public record ProcessChange(
        @Nullable String name,
        @Nullable String description,
        @Nullable ProcessRule rule,
        @Nullable Boolean active) {

    /** @throws RejectedException INVALID naming the first field that breaks a rule */
    public ProcessChange {
        name = name == null ? null : ProcessRules.name(name);
        description = description == null ? null : ProcessRules.description(description);
    }
}
