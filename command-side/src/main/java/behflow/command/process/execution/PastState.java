package behflow.command.process.execution;

import behflow.api.chat.ChatState;
import behflow.api.chat.event.ChatEvent;
import behflow.api.chat.event.ChatSessionStarted;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.RecordedEvent;
import behflow.api.process.event.ReminderRaised;
import behflow.api.task.TaskState;
import behflow.api.task.event.TaskEvent;
import behflow.command.process.trigger.TaskStates;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an owner had at a position of the log: moved on event by event, never written. */
final class PastState {

    private final EventLog log;
    private final Map<UUID, TaskState> tasks = new LinkedHashMap<>();
    private final Map<UUID, ChatState> chats = new LinkedHashMap<>();
    private final Set<UUID> reminders = new HashSet<>();
    private final Set<UUID> imagined = new HashSet<>();
    private final long start;

    PastState(EventLog log, UUID owner, long position) {
        this.log = log;
        this.start = position;
        if (position > 0) {
            log.readLatest(owner, "task", position).forEach(this::follow);
            log.readLatest(owner, "chat", position).forEach(this::follow);
        }
    }

    /** One more event. */
    void follow(RecordedEvent event) {
        UUID subject = event.subjectId();
        if (event.payload() instanceof TaskEvent) {
            tasks.put(subject, TaskStates.evolve(tasks.get(subject), event));
        } else if (event.payload() instanceof ChatEvent chat) {
            // One begun again after it was deleted shows its last start behind what was said before.
            if (!chats.containsKey(subject) && !(chat instanceof ChatSessionStarted)) {
                return;
            }
            chats.put(
                    subject,
                    ChatState.evolve(
                            chats.get(subject), subject, event.ownerId(), chat, event.sequence(), event.timestamp()));
        } else if (event.payload() instanceof ReminderRaised) {
            reminders.add(subject);
        }
    }

    /** Deleted ones included, in no order. */
    Collection<TaskState> tasks() {
        return tasks.values();
    }

    @Nullable
    TaskState task(UUID taskId) {
        return tasks.get(taskId);
    }

    List<ChatState> chatSessions() {
        return chats.values().stream().filter(chat -> !chat.deleted()).toList();
    }

    boolean reminded(UUID reminderId) {
        if (reminders.contains(reminderId)) {
            return true;
        }
        List<RecordedEvent> raised = log.readSubject(reminderId, 0, 1);
        return !raised.isEmpty() && raised.get(0).position() <= start;
    }

    /** Whether no earlier firing would have made or sent it. */
    boolean first(UUID subject) {
        return imagined.add(subject);
    }
}
