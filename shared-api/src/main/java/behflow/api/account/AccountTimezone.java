package behflow.api.account;

import behflow.api.kernel.Row;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A user's time zone as the log has it; a change of zone is an event because days and weeks depend on it. */
public record AccountTimezone(
        UUID userId, UUID ownerId, @Nullable String timezone) implements Row {

    @Override
    public UUID id() {
        return userId;
    }
}
