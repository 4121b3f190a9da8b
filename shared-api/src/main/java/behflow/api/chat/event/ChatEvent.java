package behflow.api.chat.event;

import behflow.api.kernel.DomainEvent;

/** What can happen in a conversation. Stored text is null where it was erased. */
public sealed interface ChatEvent extends DomainEvent
        permits ChatSessionStarted,
                ChatUserMessageSent,
                ChatAssistantReplied,
                ChatPlanProposed,
                ChatPlanSettled,
                ChatSessionDeleted,
                ChatErased {}
