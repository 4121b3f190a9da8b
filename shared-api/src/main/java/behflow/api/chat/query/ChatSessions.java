package behflow.api.chat.query;

import behflow.api.chat.ChatState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** @param nextCursor the place of the next page; null on the last */
public record ChatSessions(
        List<ChatState> sessions, @Nullable String nextCursor) {}
