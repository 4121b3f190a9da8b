package behflow.api.account.command;

import behflow.api.kernel.AggregateCommand;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** @param timezone IANA name; null for the installation's default */
public record ChangeTimezone(UUID userId, @Nullable String timezone) implements AggregateCommand {

    @Override
    public UUID aggregateId() {
        return userId;
    }
}
