package behflow.api.process.event;

import behflow.api.kernel.StoredAs;
import java.util.UUID;

/**
 * It failed too often in a row, so its triggers no longer start it until its owner activates it again. This is how the
 * owner is told.
 *
 * @param failures      how many runs in a row failed
 * @param lastExecution the last of them
 */
@StoredAs(
        value = "process.paused",
        personal = {})
public record ProcessPaused(Integer failures, UUID lastExecution) implements ProcessEvent {}
