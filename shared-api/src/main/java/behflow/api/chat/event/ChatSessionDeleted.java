package behflow.api.chat.event;

import behflow.api.kernel.StoredAs;

/** The conversation was deleted; its name can be used again. */
@StoredAs("chat.session_deleted")
public record ChatSessionDeleted() implements ChatEvent {}
