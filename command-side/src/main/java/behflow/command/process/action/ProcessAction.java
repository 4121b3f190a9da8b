package behflow.command.process.action;

import java.util.Map;

/**
 * Something that processes can do. A new one is one class and a Spring component. It only says what is to be done: the same
 * code runs live, as a rehearsal and against the past, and each change is decided again by what it changes.
 */
public interface ProcessAction {

    /** In the API and in events, for ever: {@code reschedule_remaining_tasks}. */
    String name();

    /** One plain sentence for people. */
    String description();

    ParameterSchema parameters();

    /** Does it. May be repeated after a crash: what was done already must show as nothing left to do. */
    void run(ActionRun run);

    /**
     * Checks what the schema can't say.
     *
     * @throws behflow.api.kernel.RejectedException INVALID
     */
    default void check(Map<String, Object> parameters) {}
}
