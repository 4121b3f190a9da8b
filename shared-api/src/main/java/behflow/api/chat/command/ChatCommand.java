package behflow.api.chat.command;

import behflow.api.kernel.AggregateCommand;
import java.util.UUID;

/** A command to a conversation, by the user whose it is. Answered with the {@link behflow.api.chat.ChatState}. */
public interface ChatCommand extends AggregateCommand {

    UUID sessionId();

    /** Who asks. */
    UUID userId();

    @Override
    default UUID aggregateId() {
        return sessionId();
    }
}
