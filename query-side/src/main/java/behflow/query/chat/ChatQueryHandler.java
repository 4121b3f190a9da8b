package behflow.query.chat;

import behflow.api.chat.ChatMessage;
import behflow.api.chat.ChatState;
import behflow.api.chat.query.ChatMessages;
import behflow.api.chat.query.ChatSessions;
import behflow.api.chat.query.FindChatSession;
import behflow.api.chat.query.ListChatMessages;
import behflow.api.chat.query.ListChatSessions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Answers queries about conversations; each is one statement in autocommit. */
@Component
class ChatQueryHandler {

    private static final String SESSIONS =
            "select session_id, " + ChatSessionProjection.COLUMNS + " from chat_session_view";
    private static final String MESSAGES =
            "select m.message_id, m.owner_id, m.session_id, m.sequence, m.role, m.content,"
                    + " m.created_at, m.correlation_id, m.task_ids from chat_message_view m join chat_session_view s"
                    + " on s.session_id = m.session_id and m.sequence > s.first_sequence and not s.deleted"
                    + " where m.session_id = ? order by m.sequence";

    private final JdbcClient jdbc;

    ChatQueryHandler(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @QueryHandler
    ChatSessions list(ListChatSessions query) {
        return new ChatSessions(
                jdbc.sql(SESSIONS + " where owner_id = ? and not deleted order by updated_at desc, session_id desc")
                        .param(query.ownerId())
                        .query((row, n) -> ChatSessionProjection.state(row))
                        .list());
    }

    @QueryHandler
    @Nullable
    ChatState find(FindChatSession query) {
        return jdbc.sql(SESSIONS + " where session_id = ?")
                .param(query.sessionId())
                .query((row, n) -> ChatSessionProjection.state(row))
                .optional()
                .orElse(null);
    }

    @QueryHandler
    ChatMessages messages(ListChatMessages query) {
        if (query.last() == null) {
            return new ChatMessages(jdbc.sql(MESSAGES)
                    .param(query.sessionId())
                    .query((row, n) -> ChatMessageProjection.message(row))
                    .list());
        }
        List<ChatMessage> latest = new ArrayList<>(jdbc.sql(MESSAGES + " desc limit ?")
                .param(query.sessionId())
                .param(query.last())
                .query((row, n) -> ChatMessageProjection.message(row))
                .list());
        Collections.reverse(latest);
        return new ChatMessages(latest);
    }
}
