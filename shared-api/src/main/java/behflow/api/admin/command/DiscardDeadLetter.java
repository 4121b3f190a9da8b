package behflow.api.admin.command;

import behflow.api.admin.DeadLetters.Letter;
import behflow.api.kernel.AggregateCommand;
import behflow.api.kernel.Text;
import java.util.UUID;

/**
 * Give a dead letter up, and write that down in the installation's log, both or neither. Rejected as NOT_FOUND where it is there no
 * longer, as CONFLICT while it is being tried. Once more, it is no event.
 *
 * @param reason 1 to 500 characters, not blank
 */
public record DiscardDeadLetter(UUID letterId, Letter letter, String reason) implements AggregateCommand {

    private static final int LONGEST = 500;

    public DiscardDeadLetter {
        reason = Text.notBlank("reason", reason, LONGEST);
    }

    @Override
    public UUID aggregateId() {
        return letterId;
    }
}
