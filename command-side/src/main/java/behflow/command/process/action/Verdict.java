package behflow.command.process.action;

import behflow.api.task.TaskChange;

/** What an action wants of one task. */
public sealed interface Verdict {

    /** The action does not mean this task; nothing is said about it. */
    Verdict PASS = new Pass();

    record Pass() implements Verdict {}

    /** Change it, if it still is as it was seen; else it is judged again. */
    record Change(TaskChange change) implements Verdict {}

    /** @param reason one plain sentence, kept in the trace */
    record Leave(String reason) implements Verdict {}
}
