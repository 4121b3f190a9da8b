package behflow.api.account.command;

import behflow.api.account.AccountRules;
import behflow.api.kernel.AggregateCommand;
import behflow.api.task.To;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Change a user's settings, all of them or none. Null keeps one. Answered with whether there was an event to store: the zone
 * is one, the rest only ever stands in the account's row. Sent by {@link behflow.api.account.Accounts#changeSettings} alone, which
 * waits until every node goes by it.
 *
 * @param timezone  IANA name; {@code To(null)} for the installation's default
 * @param dateOrder dmy, mdy or ymd
 * @param email     {@code To(null)} for none
 * @throws behflow.api.kernel.RejectedException INVALID naming the field
 */
public record ChangeSettings(
        UUID userId,
        @Nullable To<String> timezone,
        @Nullable String dateOrder,
        @Nullable To<String> email) implements AggregateCommand {

    public ChangeSettings {
        if (dateOrder != null) {
            AccountRules.dateOrder(dateOrder);
        }
        if (email != null && email.value() != null) {
            AccountRules.email(email.value());
        }
    }

    public static ChangeSettings ofTimezone(UUID userId, @Nullable String timezone) {
        return new ChangeSettings(userId, new To<>(timezone), null, null);
    }

    /** Whether it changes the account's row. */
    public boolean hasRow() {
        return dateOrder != null || email != null;
    }

    @Override
    public UUID aggregateId() {
        return userId;
    }

    @Override
    public String toString() {
        return "ChangeSettings[" + userId + "]";
    }
}
