package behflow.api.process.command;

import java.util.UUID;

/**
 * Run a process by hand, for the user who asks. Answered with the {@link behflow.api.process.ExecutionState} as soon as the
 * run is over, or as it stands after a short wait; with the run that goes on already, where the overlap policy says so.
 * NOT_FOUND and FORBIDDEN as for any process.
 *
 * @param userId who asks, and whose tasks it works on
 */
public record ExecuteProcess(UUID processId, UUID userId) {}
