package behflow.api.chat.event;

import behflow.api.kernel.StoredAs;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The user said something; content is null where erased. */
@StoredAs(
        value = "chat.user_message_sent",
        personal = {"content"})
public record ChatUserMessageSent(UUID messageId, @Nullable String content) implements ChatEvent {}
