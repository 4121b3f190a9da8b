package behflow.api.chat.event;

import behflow.api.kernel.StoredAs;

/**
 * The conversation was deleted; its name can be used again. Its text stayed: {@link ChatErased} has taken the place of this
 * event, which is read and not stored any more.
 */
@StoredAs(
        value = "chat.session_deleted",
        personal = {})
public record ChatSessionDeleted() implements ChatEvent {}
