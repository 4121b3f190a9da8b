package behflow.api.process.event;

import behflow.api.audit.Irreversible;
import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.StoredAs;
import java.util.UUID;

/** A reminder went to the mail server: an undo of its run can't call it back. */
@StoredAs(
        value = "reminder.mailed",
        personal = {})
public record ReminderMailed(UUID taskId) implements DomainEvent, Irreversible {

    @Override
    public UUID irreversibleTask() {
        return taskId;
    }

    @Override
    public String irreversibleField() {
        return "email";
    }
}
