package behflow.api.chat.event;

import behflow.api.kernel.StoredAs;
import org.jspecify.annotations.Nullable;

/**
 * A conversation began, or began again after it was deleted.
 *
 * @param name the client's name for it, or the id that the server gave; null where erased
 */
@StoredAs(
        value = "chat.session_started",
        personal = {"name"})
public record ChatSessionStarted(@Nullable String name) implements ChatEvent {}
