package behflow.api.account.event;

import behflow.api.kernel.StoredAs;

/** An administrator has set a new password; all sessions ended. */
@StoredAs("account.password_reset")
public record AccountPasswordReset() implements AccountEvent {}
