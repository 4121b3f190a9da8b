package behflow.api.process.command;

import behflow.api.task.command.CreateTask;

/**
 * Create a process that creates a task again and again, and its first task, which is due before the process first runs: both
 * or neither. Answered with the {@link behflow.api.task.TaskState} of the first; rejected for whatever either is.
 *
 * @param process of the same owner as {@code first}
 */
public record RepeatTask(CreateProcess process, CreateTask first) {}
