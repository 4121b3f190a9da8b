package behflow.api.account.event;

import behflow.api.kernel.StoredAs;

/** An administrator has enabled the account again. */
@StoredAs(
        value = "account.enabled",
        personal = {})
public record AccountEnabled() implements AccountEvent {}
