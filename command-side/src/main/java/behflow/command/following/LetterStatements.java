package behflow.command.following;

import behflow.api.kernel.OwnerLock;
import behflow.api.kernel.RecordedEvent;
import behflow.command.eventstore.PostgresEventStorageEngine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.deadletter.jdbc.DeadLetterStatementFactory;
import org.axonframework.messaging.MetaData;
import org.axonframework.messaging.deadletter.Cause;
import org.axonframework.messaging.deadletter.DeadLetter;
import org.jspecify.annotations.Nullable;

/**
 * The statements of Axon's dead-letter queue over {@code eventstore.dead_letter}, which refers to events instead of holding
 * them. Sequences that can be tried are paged by a number of rows: Axon 4.13.0 pages by the letter's index within its sequence,
 * and so passes over all but the first ten (issue 4544 there).
 */
final class LetterStatements implements DeadLetterStatementFactory<EventMessage<?>> {

    /** Columns of the event first, then those of the letter. */
    static final String LETTERS = "select " + PostgresEventStorageEngine.columns("e")
            + ", l.letter_id, l.sequence_index, l.sequence_id, l.enqueued_at, l.last_touched, l.cause_type,"
            + " l.cause_message, l.attempts, l.processing_group"
            + " from eventstore.dead_letter l join eventstore.event e"
            + " on e.owner_id = l.owner_id and e.position = l.position";

    @Override
    public PreparedStatement enqueueStatement(
            Connection connection,
            String processingGroup,
            String sequenceIdentifier,
            DeadLetter<? extends EventMessage<?>> letter,
            long sequenceIndex)
            throws SQLException {
        RecordedEvent event = PostgresEventStorageEngine.recorded((DomainEventMessage<?>) letter.message());
        Cause cause = letter.cause().orElse(null);
        return statement(
                connection,
                "insert into eventstore.dead_letter (letter_id, processing_group, sequence_id, sequence_index, owner_id,"
                        + " position, event_id, enqueued_at, last_touched, attempts, cause_type, cause_message)"
                        + " values (gen_random_uuid(), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                processingGroup,
                sequenceIdentifier,
                sequenceIndex,
                event.ownerId(),
                event.position(),
                event.eventId(),
                time(letter.enqueuedAt()),
                time(letter.lastTouched()),
                cause == null ? 0 : 1,
                cause == null ? null : cause.type(),
                cause == null ? null : text(connection, event.ownerId(), event.position(), cause.message()));
    }

    @Override
    public PreparedStatement maxIndexStatement(Connection connection, String processingGroup, String sequenceId)
            throws SQLException {
        return ofSequence(connection, "select max(sequence_index)", processingGroup, sequenceId);
    }

    @Override
    public PreparedStatement evictStatement(Connection connection, String identifier) throws SQLException {
        return statement(connection, "delete from eventstore.dead_letter where letter_id = ?", identifier);
    }

    /** Without a cause it was not tried: only the transaction was full. */
    @Override
    public PreparedStatement requeueStatement(
            Connection connection,
            String letterIdentifier,
            @Nullable Cause cause,
            Instant lastTouched,
            MetaData diagnostics)
            throws SQLException {
        if (cause == null) {
            return statement(
                    connection,
                    "update eventstore.dead_letter set processing_started = null where letter_id = ?",
                    letterIdentifier);
        }
        return statement(
                connection,
                "update eventstore.dead_letter set processing_started = null, last_touched = ?, attempts = attempts + 1,"
                        + " cause_type = ?, cause_message = ? where letter_id = ?",
                time(lastTouched),
                cause.type(),
                text(connection, letterIdentifier, cause.message()),
                letterIdentifier);
    }

    @Override
    public PreparedStatement containsStatement(Connection connection, String processingGroup, String sequenceIdentifier)
            throws SQLException {
        return statement(
                connection,
                "select count(*) from (select 1 from eventstore.dead_letter where processing_group = ?"
                        + " and sequence_id = ? limit 1) l",
                processingGroup,
                sequenceIdentifier);
    }

    @Override
    public PreparedStatement letterSequenceStatement(
            Connection connection, String processingGroup, String sequenceIdentifier, int offset, int maxSize)
            throws SQLException {
        return statement(
                connection,
                LETTERS + " where l.processing_group = ? and l.sequence_id = ? order by l.sequence_index"
                        + " offset ? limit ?",
                processingGroup,
                sequenceIdentifier,
                offset,
                maxSize);
    }

    @Override
    public PreparedStatement sequenceIdentifiersStatement(Connection connection, String processingGroup)
            throws SQLException {
        return statement(
                connection,
                "select sequence_id from eventstore.dead_letter where processing_group = ?"
                        + " group by sequence_id order by min(last_touched)",
                processingGroup);
    }

    @Override
    public PreparedStatement sizeStatement(Connection connection, String processingGroup) throws SQLException {
        return statement(
                connection, "select count(*) from eventstore.dead_letter where processing_group = ?", processingGroup);
    }

    @Override
    public PreparedStatement sequenceSizeStatement(
            Connection connection, String processingGroup, String sequenceIdentifier) throws SQLException {
        return ofSequence(connection, "select count(*)", processingGroup, sequenceIdentifier);
    }

    @Override
    public PreparedStatement amountOfSequencesStatement(Connection connection, String processingGroup)
            throws SQLException {
        return statement(
                connection,
                "select count(distinct sequence_id) from eventstore.dead_letter where processing_group = ?",
                processingGroup);
    }

    @Override
    public PreparedStatement claimableSequencesStatement(
            Connection connection, String processingGroup, Instant processingStartedLimit, int offset, int maxSize)
            throws SQLException {
        return statement(
                connection,
                LETTERS + " where l.processing_group = ? and l.sequence_index = (select min(o.sequence_index)"
                        + " from eventstore.dead_letter o where o.processing_group = l.processing_group"
                        + " and o.sequence_id = l.sequence_id)"
                        + " and (l.processing_started is null or l.processing_started < ?)"
                        + " order by l.last_touched, l.letter_id offset ? limit ?",
                processingGroup,
                time(processingStartedLimit),
                offset,
                maxSize);
    }

    @Override
    public PreparedStatement claimStatement(
            Connection connection, String identifier, Instant current, Instant processingStartedLimit)
            throws SQLException {
        return statement(
                connection,
                "update eventstore.dead_letter set processing_started = ? where letter_id = ?"
                        + " and (processing_started is null or processing_started < ?)",
                time(current),
                identifier,
                time(processingStartedLimit));
    }

    @Override
    public PreparedStatement nextLetterInSequenceStatement(
            Connection connection, String processingGroup, String sequenceIdentifier, long sequenceIndex)
            throws SQLException {
        return statement(
                connection,
                LETTERS + " where l.processing_group = ? and l.sequence_id = ? and l.sequence_index > ?"
                        + " order by l.sequence_index limit 1",
                processingGroup,
                sequenceIdentifier,
                sequenceIndex);
    }

    @Override
    public PreparedStatement clearStatement(Connection connection, String processingGroup) throws SQLException {
        return statement(connection, "delete from eventstore.dead_letter where processing_group = ?", processingGroup);
    }

    private static PreparedStatement ofSequence(Connection connection, String select, String group, String sequence)
            throws SQLException {
        return statement(
                connection,
                select + " from eventstore.dead_letter where processing_group = ? and sequence_id = ?",
                group,
                sequence);
    }

    private static PreparedStatement statement(Connection connection, String sql, @Nullable Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
        return statement;
    }

    private static String text(Connection connection, String letterIdentifier, @Nullable String message)
            throws SQLException {
        try (PreparedStatement letter = statement(
                        connection,
                        "select owner_id, position from eventstore.dead_letter where letter_id = ?",
                        letterIdentifier);
                ResultSet row = letter.executeQuery()) {
            return row.next() ? text(connection, row.getObject(1, UUID.class), row.getLong(2), message) : "";
        }
    }

    /**
     * What PostgreSQL's text takes. Nothing where it may quote what was erased since the event was read: an erasure that is under
     * way is not waited for, and one that comes later finds the message.
     */
    private static String text(Connection connection, UUID owner, long position, @Nullable String message)
            throws SQLException {
        boolean whole = OwnerLock.tryKeepErasuresOut(connection, owner) && isWhole(connection, owner, position);
        return whole ? String.valueOf(message).replace("\0", "") : "";
    }

    /** A statement of its own, so that it sees what was committed before the lock was taken. */
    private static boolean isWhole(Connection connection, UUID owner, long position) throws SQLException {
        try (PreparedStatement whole = statement(
                        connection,
                        "select e.salt is not null and h.closed_at is null"
                                + " from eventstore.event e join eventstore.log_head h on h.owner_id = e.owner_id"
                                + " where e.owner_id = ? and e.position = ?",
                        owner,
                        position);
                ResultSet row = whole.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
