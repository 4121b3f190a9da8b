package behflow.api.account.event;

import behflow.api.kernel.StoredAs;

/** An administrator has disabled the account; its sessions ended. */
@StoredAs(
        value = "account.disabled",
        personal = {})
public record AccountDisabled() implements AccountEvent {}
