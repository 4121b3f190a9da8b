package behflow.command.process.mail;

import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.LogFollower;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RecordedEvent;
import behflow.api.process.event.ReminderRaised;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Puts reminders in the outbox: those of the past are nobody's business any more, whether they were raised before mail was
 * set up or while it was turned off.
 */
final class ReminderOutbox implements LogFollower {

    static final Duration STALE = Duration.ofDays(1);

    private final Clock clock;

    ReminderOutbox(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "process.reminder_mail";
    }

    @Override
    public Start start() {
        return Start.NOW;
    }

    @Override
    public boolean accepts(DomainEvent event) {
        return event instanceof ReminderRaised;
    }

    @Override
    public void follow(Connection connection, List<RecordedEvent> events) throws SQLException {
        Instant stale = clock.instant().minus(STALE);
        try (PreparedStatement statement = connection.prepareStatement("insert into process.reminder_mail (reminder_id,"
                + " owner_id, task_id, due_date, correlation_id, causation_id, request_id, depth, raised_at)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing")) {
            for (RecordedEvent event : events) {
                if (event.timestamp().isBefore(stale)) {
                    continue;
                }
                ReminderRaised raised = (ReminderRaised) event.payload();
                Origin origin = event.origin();
                statement.setObject(1, event.subjectId());
                statement.setObject(2, event.ownerId());
                statement.setObject(3, raised.taskId());
                statement.setObject(4, raised.dueDate().atOffset(ZoneOffset.UTC));
                statement.setObject(5, origin.correlationId());
                statement.setObject(6, event.eventId());
                statement.setObject(7, origin.requestId());
                statement.setInt(8, origin.depth());
                statement.setObject(9, event.timestamp().atOffset(ZoneOffset.UTC));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
