package behflow.api.chat.query;

import behflow.api.chat.ChatMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** @param next the sequence that the next page begins after; null on the last */
public record ChatMessages(
        List<ChatMessage> messages, @Nullable Long next) {}
