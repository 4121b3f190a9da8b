package behflow.query.chat;

import behflow.api.chat.ChatMessage;
import behflow.api.chat.ChatState;
import behflow.api.chat.query.ChatMessages;
import behflow.api.chat.query.ChatSessions;
import behflow.api.chat.query.FindChatSession;
import behflow.api.chat.query.ListChatMessages;
import behflow.api.chat.query.ListChatSessions;
import behflow.api.chat.query.ListLatestChatMessages;
import behflow.api.kernel.Ids;
import behflow.api.kernel.RejectedException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Answers queries about conversations; each is one statement in autocommit. */
@Component
class ChatQueryHandler {

    private static final String SESSIONS =
            "select session_id, " + ChatSessionProjection.COLUMNS + " from chat_session_view";
    /** Of the conversation as it is now: what was said before it was deleted and begun again is another one's. */
    private static final String MESSAGES =
            "select m.message_id, m.owner_id, m.session_id, m.sequence, m.role, m.content,"
                    + " m.created_at, m.correlation_id, m.task_ids from chat_message_view m join chat_session_view s"
                    + " on s.session_id = m.session_id and m.sequence > s.first_sequence and not s.deleted"
                    + " where m.session_id = ?";

    /** The texts that would make a page longer than this are not read; the rows tell that they are there. */
    private static final String PAGE = "select message_id, owner_id, session_id, sequence, role,"
            + " case when ahead < 4194304 then content end, created_at, correlation_id, task_ids, ahead < 4194304"
            + " from (select i.*, sum(octet_length(content)) over (order by sequence) - octet_length(content) as ahead"
            + " from (" + MESSAGES + " and m.sequence > ? order by m.sequence limit ?) i) e order by sequence";

    private final JdbcClient jdbc;

    ChatQueryHandler(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @QueryHandler
    ChatSessions list(ListChatSessions query) {
        Place place = Place.parse(query.cursor());
        List<ChatState> sessions = jdbc.sql(SESSIONS + " where owner_id = ? and not deleted"
                        + (place == null ? "" : " and (updated_at, session_id) < (?, ?)")
                        + " order by updated_at desc, session_id desc limit ?")
                .params(
                        place == null
                                ? List.of(query.ownerId())
                                : List.of(query.ownerId(), place.at(), place.sessionId()))
                .param(query.limit() == null ? null : query.limit() + 1)
                .query((row, n) -> ChatSessionProjection.state(row))
                .list();
        if (query.limit() == null || sessions.size() <= query.limit()) {
            return new ChatSessions(sessions, null);
        }
        List<ChatState> page = sessions.subList(0, query.limit());
        return new ChatSessions(page, Place.text(page.get(page.size() - 1)));
    }

    /** Where a page of conversations ended. */
    private record Place(OffsetDateTime at, UUID sessionId) {

        static @Nullable Place parse(@Nullable String cursor) {
            if (cursor == null) {
                return null;
            }
            int dash = cursor.indexOf('-');
            Optional<UUID> id = Ids.parse(cursor.substring(dash + 1));
            if (dash < 1 || !cursor.substring(0, dash).matches("\\d{1,18}") || id.isEmpty()) {
                throw RejectedException.invalid("cursor", "cursor must be the next_cursor of a page.");
            }
            long micros = Long.parseLong(cursor.substring(0, dash));
            return new Place(Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC), id.get());
        }

        static String text(ChatState last) {
            return ChronoUnit.MICROS.between(Instant.EPOCH, last.updatedAt()) + "-" + last.sessionId();
        }
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

    private record Line(ChatMessage message, boolean read) {}

    @QueryHandler
    ChatMessages messages(ListChatMessages query) {
        List<Line> lines = jdbc.sql(PAGE)
                .param(query.sessionId())
                .param(query.after())
                .param(query.limit() + 1)
                .query((row, n) -> new Line(ChatMessageProjection.message(row), row.getBoolean(10)))
                .list();
        List<ChatMessage> page = lines.stream()
                .limit(query.limit())
                .filter(Line::read)
                .map(Line::message)
                .toList();
        return new ChatMessages(
                page,
                page.size() == lines.size() ? null : page.get(page.size() - 1).sequence());
    }

    @QueryHandler
    ChatMessages latest(ListLatestChatMessages query) {
        List<ChatMessage> latest = new ArrayList<>(jdbc.sql(MESSAGES + " order by m.sequence desc limit ?")
                .param(query.sessionId())
                .param(query.limit())
                .query((row, n) -> ChatMessageProjection.message(row))
                .list());
        Collections.reverse(latest);
        return new ChatMessages(latest, null);
    }
}
