package behflow.command.process.action;

import behflow.api.kernel.AggregateCommand;
import behflow.api.process.query.FieldChange;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that an action does and that is no change of an existing task.
 *
 * @param command does it, once: sent again it must change nothing
 * @param taskId  the task that it makes or concerns; null for none
 * @param done    looks whether it has been done already, so that it is left alone
 * @param changes what it does, by field
 */
public record Effect(
        AggregateCommand command, @Nullable UUID taskId, BooleanSupplier done, Map<String, FieldChange> changes) {}
