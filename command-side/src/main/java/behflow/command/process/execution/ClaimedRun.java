package behflow.command.process.execution;

/**
 * A run that this node has taken.
 *
 * @param attempt 1, and one more for each node that died with it
 * @param cancel  it is to end at once
 */
record ClaimedRun(RunRequest request, int attempt, boolean cancel) {}
