package behflow.api.account.event;

import behflow.api.kernel.StoredAs;

/** An administrator has set a new password; all sessions ended. */
@StoredAs(
        value = "account.password_reset",
        personal = {})
public record AccountPasswordReset() implements AccountEvent {}
