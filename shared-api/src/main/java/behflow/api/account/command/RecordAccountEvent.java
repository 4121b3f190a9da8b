package behflow.api.account.command;

import behflow.api.account.event.AccountEvent;
import behflow.api.kernel.AggregateCommand;
import java.util.UUID;

/** Write down in the user's log what was done to the account. */
public record RecordAccountEvent(UUID userId, AccountEvent event) implements AggregateCommand {

    @Override
    public UUID aggregateId() {
        return userId;
    }
}
