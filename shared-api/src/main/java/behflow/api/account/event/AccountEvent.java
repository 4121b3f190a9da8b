package behflow.api.account.event;

import behflow.api.kernel.DomainEvent;

/** What can happen to an account and others must know. Its subject is the user's id. */
public sealed interface AccountEvent extends DomainEvent
        permits AccountRegistered,
                AccountTimezoneChanged,
                AccountDisabled,
                AccountEnabled,
                AccountErased,
                AccountPasswordReset {}
