package behflow.api.process.event;

import behflow.api.kernel.StoredAs;
import behflow.api.process.RunCause;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run started.
 *
 * @param action      the name of the action
 * @param ruleVersion the version of the process, which tells the rule and the condition
 * @param condition   what the condition evaluated to; null where there is none
 */
@StoredAs(
        value = "execution.started",
        personal = {})
public record ExecutionStarted(
        UUID processId,
        String action,
        Long ruleVersion,
        RunCause cause,
        @Nullable Boolean condition) implements ExecutionEvent {}
