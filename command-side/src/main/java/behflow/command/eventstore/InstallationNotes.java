package behflow.command.eventstore;

import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.Ids;
import behflow.api.kernel.Origin;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.serialization.Serializer;

/** Notes in the installation's own log of what was done to all logs, in the transaction that does it. */
final class InstallationNotes {

    private final AppendTransaction append;
    private final Serializer serializer;

    InstallationNotes(AppendTransaction append, Serializer serializer) {
        this.append = append;
        this.serializer = serializer;
    }

    /** @param subject what the note is about; it has a sequence of its own */
    void add(Connection connection, UUID subject, DomainEvent event) throws SQLException {
        UUID request = Ids.newId();
        Origin origin =
                Origin.ofAdmin(Ids.INSTALLATION, Ids.INSTALLATION, request).causedBy(request);
        String type = EventTypes.nameOf(event.getClass());
        AppendUnit unit = new AppendUnit(List.of(PostgresEventStorageEngine.appendable(
                new GenericDomainEventMessage<>(
                        StoredEvent.aggregateType(type),
                        subject.toString(),
                        next(connection, subject),
                        event,
                        origin.toMetadata()),
                serializer)));
        register(connection, type, EventTypes.revisionOf(event.getClass()));
        if (append.append(connection, List.of(unit), true).get(unit).appended() == null) {
            throw new IllegalStateException("The installation's log could not be written to: " + type);
        }
    }

    /** Adds to the list of what was ever stored. */
    static void register(Connection connection, String type, String revision) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into eventstore.event_type (type, revision) values (?, ?) on conflict do nothing")) {
            insert.setString(1, type);
            insert.setString(2, revision);
            insert.executeUpdate();
        }
    }

    private static long next(Connection connection, UUID subject) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select coalesce(max(sequence), -1) + 1 from eventstore.event where subject_id = ?")) {
            statement.setObject(1, subject);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
