package behflow.api.process.event;

import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.StoredAs;
import java.time.Instant;
import java.util.UUID;

/**
 * Its owner is reminded of a task.
 *
 * @param processId whose rule asked for it
 * @param dueDate   the due date that it reminds of
 */
@StoredAs(
        value = "reminder.raised",
        personal = {})
public record ReminderRaised(UUID taskId, UUID processId, Instant dueDate) implements DomainEvent {}
