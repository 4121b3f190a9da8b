package behflow.api.process.query;

import java.util.UUID;

/**
 * One run, whoever's it is. Answered with an {@link behflow.api.process.ExecutionState}, or null where there is none. A
 * run's correlation id is its execution id, so this tells whether a cause is a run that still goes on.
 */
public record FindExecution(UUID executionId) {}
