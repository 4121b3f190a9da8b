package behflow.command.process.execution;

/**
 * A run that this node has taken.
 *
 * @param attempt  1, and one more for each node that died with it
 * @param cancel   it is to end at once
 * @param disabled whether its owner's account is
 */
record ClaimedRun(RunRequest request, int attempt, boolean cancel, boolean disabled) {}
