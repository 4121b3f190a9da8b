package behflow.api.account.event;

import behflow.api.kernel.StoredAs;

/** An account was made. */
@StoredAs(
        value = "account.registered",
        personal = {})
public record AccountRegistered() implements AccountEvent {}
