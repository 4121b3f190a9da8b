package behflow.query.chat;

import behflow.api.chat.ChatMessage;
import behflow.api.chat.event.ChatAssistantReplied;
import behflow.api.chat.event.ChatUserMessageSent;
import behflow.api.kernel.BinaryArrays;
import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.RecordedEvent;
import behflow.query.kernel.Columns;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** {@code chat_message_view}: one row for each message whose text is there. */
@Component
class ChatMessageProjection implements InlineProjection<ChatMessage> {

    static final String COLUMNS = "owner_id, session_id, sequence, role, content, created_at, correlation_id, task_ids";

    @Override
    public String table() {
        return "chat_message_view";
    }

    @Override
    public String idColumn() {
        return "message_id";
    }

    @Override
    public boolean accepts(DomainEvent event) {
        return event instanceof ChatUserMessageSent sent && sent.content() != null
                || event instanceof ChatAssistantReplied replied && replied.content() != null;
    }

    @Override
    public UUID rowId(RecordedEvent event) {
        return event.payload() instanceof ChatUserMessageSent sent
                ? sent.messageId()
                : ((ChatAssistantReplied) event.payload()).messageId();
    }

    @Override
    public ChatMessage fold(@Nullable ChatMessage row, RecordedEvent event) {
        return event.payload() instanceof ChatUserMessageSent sent
                ? message(event, sent.messageId(), "user", sent.content(), List.of())
                : reply(event, (ChatAssistantReplied) event.payload());
    }

    private static ChatMessage reply(RecordedEvent event, ChatAssistantReplied replied) {
        return message(event, replied.messageId(), "assistant", replied.content(), replied.taskIds());
    }

    private static ChatMessage message(
            RecordedEvent event, UUID id, String role, @Nullable String content, List<UUID> taskIds) {
        return new ChatMessage(
                id,
                event.ownerId(),
                event.subjectId(),
                event.sequence(),
                role,
                content,
                event.timestamp(),
                event.origin().correlationId(),
                taskIds);
    }

    @Override
    public String columns() {
        return COLUMNS;
    }

    @Override
    public ChatMessage read(ResultSet row) throws SQLException {
        return message(row);
    }

    @Override
    public void write(Connection connection, String table, Collection<ChatMessage> rows) throws SQLException {
        String sql = "insert into " + table + " (message_id, " + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " on conflict (message_id) do update set content = excluded.content";
        Columns.batch(connection, sql, rows, (statement, row) -> {
            statement.setObject(1, row.messageId());
            statement.setObject(2, row.ownerId());
            statement.setObject(3, row.sessionId());
            statement.setLong(4, row.sequence());
            statement.setString(5, row.role());
            statement.setString(6, row.content());
            statement.setObject(7, Columns.utc(row.createdAt()));
            statement.setObject(8, row.correlationId());
            statement.setArray(9, BinaryArrays.ids(statement.getConnection(), row.taskIds()));
        });
    }

    @Override
    public void delete(Connection connection, String table, Collection<UUID> ids) throws SQLException {
        Columns.delete(connection, table, idColumn(), ids);
    }

    static ChatMessage message(ResultSet row) throws SQLException {
        return new ChatMessage(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                row.getObject(3, UUID.class),
                row.getLong(4),
                row.getString(5),
                row.getString(6),
                Columns.requiredInstant(row, 7),
                row.getObject(8, UUID.class),
                List.of((UUID[]) row.getArray(9).getArray()));
    }
}
