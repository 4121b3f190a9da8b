package behflow.api.process.event;

import behflow.api.kernel.StoredAs;
import behflow.api.process.ProcessRule;
import org.jspecify.annotations.Nullable;

/**
 * A process was created: in a user's log their own, in the installation's a built-in one.
 *
 * @param name        null where erased
 * @param description null where erased; "" where none was given
 * @param active      whether its triggers start it
 */
@StoredAs(
        value = "process.created",
        personal = {
            "name",
            "description",
            "rule.parameters",
            "rule.timezone",
            "rule.event_filter.condition",
            "rule.event_filter.conditions"
        })
public record ProcessCreated(
        @Nullable String name, @Nullable String description, ProcessRule rule, Boolean active)
        implements ProcessEvent {}
