package behflow.command.following;

import behflow.command.eventstore.PostgresEventStorageEngine;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.deadletter.jdbc.DeadLetterJdbcConverter;
import org.axonframework.eventhandling.deadletter.jdbc.JdbcDeadLetter;
import org.axonframework.messaging.MetaData;
import org.axonframework.messaging.deadletter.ThrowableCause;
import org.jspecify.annotations.Nullable;

/** A letter with the event it refers to, as the log has it today. */
final class LetterReader implements DeadLetterJdbcConverter<EventMessage<?>, JdbcDeadLetter<EventMessage<?>>> {

    /** In the diagnostics of a letter: how often it failed. */
    static final String ATTEMPTS = "attempts";

    private final PostgresEventStorageEngine engine;

    LetterReader(PostgresEventStorageEngine engine) {
        this.engine = engine;
    }

    @Override
    public JdbcDeadLetter<EventMessage<?>> convertToLetter(ResultSet row) throws SQLException {
        String causeType = row.getString("cause_type");
        return new JdbcDeadLetter<>(
                row.getString("letter_id"),
                row.getLong("sequence_index"),
                row.getString("sequence_id"),
                time(row, "enqueued_at"),
                time(row, "last_touched"),
                cause(causeType, row.getString("cause_message")),
                MetaData.with(ATTEMPTS, row.getInt("attempts")),
                engine.message(row));
    }

    private static @Nullable ThrowableCause cause(@Nullable String type, @Nullable String message) {
        return type == null ? null : new ThrowableCause(type, String.valueOf(message));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
