package behflow.api.process.command;

import java.util.UUID;

/**
 * End a run before it is done. Answered with its {@link behflow.api.process.ExecutionState}, which is still running until
 * what it is doing is done; nothing happens to one that is over. NOT_FOUND where there is no such run of that process,
 * FORBIDDEN where it is someone else's.
 *
 * @param userId who asks
 */
public record CancelExecution(UUID processId, UUID executionId, UUID userId) {}
