package behflow.api.account.event;

import behflow.api.kernel.StoredAs;
import org.jspecify.annotations.Nullable;

/** Another time zone, as an IANA name; null for the installation's default. */
@StoredAs(
        value = "account.timezone_changed",
        personal = {"from", "to"})
public record AccountTimezoneChanged(
        @Nullable String from, @Nullable String to) implements AccountEvent {}
