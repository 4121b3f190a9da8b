package behflow.api.account.event;

import behflow.api.kernel.StoredAs;

/** An account was made. */
@StoredAs("account.registered")
public record AccountRegistered() implements AccountEvent {}
