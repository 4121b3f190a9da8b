package behflow.api.chat.event;

import behflow.api.kernel.StoredAs;

/** The conversation was deleted; its name can be used again. */
@StoredAs(
        value = "chat.session_deleted",
        personal = {})
public record ChatSessionDeleted() implements ChatEvent {}
