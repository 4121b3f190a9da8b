package behflow.command.process.action;

import behflow.api.chat.ChatState;
import behflow.api.process.RunCause;
import behflow.api.task.TaskState;
import behflow.api.task.query.TaskFilter;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One run of an action, for one owner: what it sees, and how it acts. Live, a rehearsal, or on the past. */
public interface ActionRun {

    UUID ownerId();

    UUID processId();

    UUID executionId();

    RunCause cause();

    /** The time of the run, the same from its beginning to its end. */
    Instant now();

    /** The process's zone, or else its owner's. */
    ZoneId zone();

    /** As checked; {@link #parameter} reads one. */
    Map<String, Object> parameters();

    /** Judges every live task that matches, in batches; {@code judge} must be complete, because it alone judges again. */
    void eachTask(TaskFilter filter, Function<TaskState, Verdict> judge);

    /** Judges one task; nothing happens where it is gone. */
    void oneTask(UUID taskId, Function<TaskState, Verdict> judge);

    /** Only looks at tasks. */
    void readTasks(TaskFilter filter, Consumer<TaskState> reader);

    /** One task, deleted or not; null for none. */
    @Nullable
    TaskState findTask(UUID taskId);

    /** Whether this reminder was raised already. */
    boolean reminded(UUID reminderId);

    /** The owner's conversations. */
    List<ChatState> chatSessions();

    void effect(Effect effect);

    /** A figure for the run's result. */
    void result(String name, Object value);

    /** A parameter's value, or what its absence means. */
    @SuppressWarnings("unchecked")
    default <T> T parameter(String name, T standard) {
        Object value = parameters().get(name);
        return value == null ? standard : (T) value;
    }

    /** A parameter that may be absent. */
    @SuppressWarnings("unchecked")
    default <T> @Nullable T parameter(String name) {
        return (T) parameters().get(name);
    }
}
