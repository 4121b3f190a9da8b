package behflow.command.account;

import behflow.api.account.event.AccountEvent;
import behflow.api.kernel.AggregateCommand;
import behflow.command.eventstore.EventRows;
import java.util.List;
import java.util.UUID;

/**
 * Write down in the user's log what is done to the account, and do it in the same transaction. Answered with whether there was
 * anything to write: what is so already is no event.
 */
record WriteAccount(UUID userId, List<AccountEvent> events, EventRows rows) implements AggregateCommand {

    @Override
    public UUID aggregateId() {
        return userId;
    }
}
