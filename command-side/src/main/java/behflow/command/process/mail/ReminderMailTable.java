package behflow.command.process.mail;

import behflow.api.kernel.PersonalCopies;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** {@code process.reminder_mail}. The database's clock is the only one it knows. */
@Component
class ReminderMailTable implements PersonalCopies {

    private static final int DAYS_KEPT = 30;

    /** Long enough to look up what is to be said. */
    private static final Duration TAKEN = Duration.ofMinutes(1);

    /** A node that sends for so long is dead. */
    private static final Duration LOST = Duration.ofMinutes(10);

    private static final String RETURNING = " returning reminder_id, owner_id, task_id, due_date, correlation_id,"
            + " causation_id, request_id, depth, attempts, raised_at";

    private final JdbcClient jdbc;

    ReminderMailTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A reminder that is to be sent, or was. */
    record Reminder(
            UUID reminderId,
            UUID ownerId,
            UUID taskId,
            Instant dueDate,
            UUID correlationId,
            UUID causationId,
            UUID requestId,
            int depth,
            int attempts,
            Instant raisedAt) {}

    /** Takes one that is to be sent, for a while: where nothing comes of it, it still waits. */
    Optional<Reminder> take() {
        return jdbc.sql("update process.reminder_mail set attempts = attempts + 1,"
                        + " next_attempt = clock_timestamp() + ? * interval '1 second' where reminder_id = ("
                        + "select reminder_id from process.reminder_mail where state = 'waiting'"
                        + " and next_attempt <= clock_timestamp() order by next_attempt limit 1"
                        + " for update skip locked)" + RETURNING)
                .param(TAKEN.toSeconds())
                .query((row, n) -> reminder(row))
                .optional();
    }

    /**
     * It goes to the mail server now. From the moment this is committed it is never taken again, unless {@link #again} says so.
     *
     * @return false where another node has taken it meanwhile, or it is gone
     */
    boolean sending(Reminder reminder) {
        return jdbc.sql("update process.reminder_mail set state = 'sending',"
                                + " next_attempt = clock_timestamp() + ? * interval '1 second'"
                                + " where reminder_id = ? and state = 'waiting' and attempts = ?")
                        .params(LOST.toSeconds(), reminder.reminderId(), reminder.attempts())
                        .update()
                == 1;
    }

    /** The mail server has it. */
    void sent(UUID reminderId) {
        jdbc.sql("update process.reminder_mail set state = 'sent', next_attempt = clock_timestamp()"
                        + " where reminder_id = ?")
                .param(reminderId)
                .update();
    }

    /** One that was sent and is not said in the log. */
    Optional<Reminder> takeSent() {
        return jdbc.sql("update process.reminder_mail set next_attempt = clock_timestamp() + interval '30 seconds'"
                        + " where reminder_id = (select reminder_id from process.reminder_mail where state = 'sent'"
                        + " and next_attempt <= clock_timestamp() order by next_attempt limit 1"
                        + " for update skip locked)" + RETURNING)
                .query((row, n) -> reminder(row))
                .optional();
    }

    /** It certainly was not given to the mail server, and may be later; unless another node has taken it since. */
    void again(Reminder reminder, Duration pause, String note) {
        jdbc.sql("update process.reminder_mail set state = 'waiting', note = ?,"
                        + " next_attempt = clock_timestamp() + ? * interval '1 second'"
                        + " where reminder_id = ? and attempts = ?")
                .params(note, pause.toSeconds(), reminder.reminderId(), reminder.attempts())
                .update();
    }

    /** It is over: recorded, dropped or failed. */
    void over(UUID reminderId, String state, String note) {
        jdbc.sql("update process.reminder_mail set state = ?, note = ? where reminder_id = ?")
                .params(state, note, reminderId)
                .update();
    }

    /** Those of nodes that died while they were sending: perhaps sent, so never again. Also forgets old ones. */
    int tidy() {
        jdbc.sql("delete from process.reminder_mail where raised_at < clock_timestamp() - ? * interval '1 day'")
                .param(DAYS_KEPT)
                .update();
        return jdbc.sql("update process.reminder_mail set state = 'failed',"
                        + " note = 'The node ended while it was sending; perhaps it was sent.'"
                        + " where state = 'sending' and next_attempt < clock_timestamp()")
                .update();
    }

    @Override
    public void eraseOwner(Connection connection, UUID owner) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("delete from process.reminder_mail where owner_id = ?")) {
            statement.setObject(1, owner);
            statement.executeUpdate();
        }
    }

    private static Reminder reminder(ResultSet row) throws SQLException {
        return new Reminder(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                row.getObject(3, UUID.class),
                row.getObject(4, OffsetDateTime.class).toInstant(),
                row.getObject(5, UUID.class),
                row.getObject(6, UUID.class),
                row.getObject(7, UUID.class),
                row.getInt(8),
                row.getInt(9),
                row.getObject(10, OffsetDateTime.class).toInstant());
    }
}
