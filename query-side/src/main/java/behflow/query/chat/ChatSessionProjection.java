package behflow.query.chat;

import behflow.api.chat.ChatState;
import behflow.api.chat.event.ChatEvent;
import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.RecordedEvent;
import behflow.query.kernel.Columns;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** {@code chat_session_view}: the fold of a conversation's events, as {@link ChatState} defines it. */
@Component
class ChatSessionProjection implements InlineProjection<ChatState> {

    static final String COLUMNS = "owner_id, version, name, title, created_at, updated_at, first_sequence, deleted,"
            + " plan_id, plan, plan_expires_at";

    @Override
    public String table() {
        return "chat_session_view";
    }

    @Override
    public String idColumn() {
        return "session_id";
    }

    @Override
    public boolean accepts(DomainEvent event) {
        return event instanceof ChatEvent;
    }

    @Override
    public ChatState fold(@Nullable ChatState row, RecordedEvent event) {
        return ChatState.evolve(
                row,
                event.subjectId(),
                event.ownerId(),
                (ChatEvent) event.payload(),
                event.sequence(),
                event.timestamp());
    }

    @Override
    public String columns() {
        return COLUMNS;
    }

    @Override
    public ChatState read(ResultSet row) throws SQLException {
        return state(row);
    }

    @Override
    public void write(Connection connection, String table, Collection<ChatState> rows) throws SQLException {
        String sql =
                "insert into " + table + " (session_id, " + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                        + " on conflict (session_id) do update set version = excluded.version, name = excluded.name,"
                        + " title = excluded.title, created_at = excluded.created_at, updated_at = excluded.updated_at,"
                        + " first_sequence = excluded.first_sequence, deleted = excluded.deleted, plan_id = excluded.plan_id,"
                        + " plan = excluded.plan, plan_expires_at = excluded.plan_expires_at";
        Columns.batch(connection, sql, rows, (statement, row) -> {
            statement.setObject(1, row.sessionId());
            statement.setObject(2, row.ownerId());
            statement.setLong(3, row.version());
            statement.setString(4, row.name());
            statement.setString(5, row.title());
            statement.setObject(6, Columns.utc(row.createdAt()));
            statement.setObject(7, Columns.utc(row.updatedAt()));
            statement.setLong(8, row.firstSequence());
            statement.setBoolean(9, row.deleted());
            statement.setObject(10, row.planId());
            statement.setString(11, row.plan());
            statement.setObject(12, Columns.utc(row.planExpiresAt()));
        });
    }

    @Override
    public void delete(Connection connection, String table, Collection<UUID> ids) throws SQLException {
        Columns.delete(connection, table, idColumn(), ids);
    }

    static ChatState state(ResultSet row) throws SQLException {
        return new ChatState(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                row.getLong(3),
                row.getString(4),
                row.getString(5),
                Columns.requiredInstant(row, 6),
                Columns.requiredInstant(row, 7),
                row.getLong(8),
                row.getBoolean(9),
                row.getObject(10, UUID.class),
                row.getString(11),
                Columns.instant(row, 12));
    }
}
