package behflow.command.eventstore;

import behflow.api.admin.event.BackupRestored;
import behflow.api.admin.event.InstallationRestored;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.InlineProjection;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.tracing.Tracer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.axonframework.serialization.upcasting.event.EventUpcasterChain;

/**
 * The event store of one node, its parts put together in the order in which they need each other. Needs a migrated
 * database; any number of nodes share one.
 */
public final class EventStoreNode implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(25);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int QUEUE = 4_096;
    private static final int APPENDERS = 4;

    private final GroupAppender appender;
    private final Tail tail;
    private final EventSerializer serializer;
    private final PostgresEventStorageEngine engine;
    private final PostgresEventStore eventStore;
    private final EventLog eventLog;
    private final LogEraser eraser;
    private final LogRestorer restorer;

    /** A node whose figures and spans nobody reads, as for a command of the console. */
    public EventStoreNode(
            DataSource dataSource, List<InlineProjection<?>> projections, List<RevisionUpcaster> upcasters)
            throws SQLException {
        this(dataSource, projections, upcasters, new SimpleMeterRegistry(), Tracer.NOOP);
    }

    /**
     * @throws IllegalStateException where an event is stored that this version can't read
     */
    public EventStoreNode(
            DataSource dataSource,
            List<InlineProjection<?>> projections,
            List<RevisionUpcaster> upcasters,
            MeterRegistry meters,
            Tracer tracer)
            throws SQLException {
        EventTypes types = EventTypes.ofSharedApi();
        refuseUnreadable(dataSource, types, upcasters);
        this.serializer = new EventSerializer(types);
        InlineProjections inline = new InlineProjections(projections);
        AppendTransaction transaction = new AppendTransaction(dataSource, inline);
        InstallationNotes notes = new InstallationNotes(transaction, serializer);
        TransactionOffset.check(
                dataSource,
                (connection, behind) ->
                        notes.add(connection, InstallationRestored.subject(), new BackupRestored(behind)));
        this.tail = new Tail(dataSource, POLL);
        this.appender = new GroupAppender(transaction, tail::nudge, PATIENCE, QUEUE, APPENDERS, meters, tracer);
        this.eraser = new LogEraser(dataSource, transaction, inline, types, serializer, tail::nudge);
        this.engine =
                PostgresEventStorageEngine.of(serializer, new EventUpcasterChain(upcasters), dataSource, appender);
        this.eventStore = new PostgresEventStore(engine, tail);
        this.eventLog = new PostgresEventLog(engine, types, serializer, tail);
        this.restorer = new LogRestorer(
                dataSource,
                notes,
                inline,
                eventLog::event,
                (type, revision) -> readable(type, revision, types, upcasters));
    }

    public PostgresEventStore eventStore() {
        return eventStore;
    }

    public PostgresEventStorageEngine engine() {
        return engine;
    }

    public EventLog eventLog() {
        return eventLog;
    }

    public LogEraser eraser() {
        return eraser;
    }

    public LogRestorer restorer() {
        return restorer;
    }

    public EventSerializer serializer() {
        return serializer;
    }

    public GroupAppender appender() {
        return appender;
    }

    /** Finishes what is queued; then the tail ends. */
    @Override
    public void close() {
        appender.close();
        tail.close();
    }

    private static boolean readable(String type, String revision, EventTypes types, List<RevisionUpcaster> upcasters) {
        return types.classOf(type)
                        .map(EventTypes::revisionOf)
                        .filter(revision::equals)
                        .isPresent()
                || upcasters.stream().anyMatch(upcaster -> upcaster.reads(type, revision));
    }

    private static void refuseUnreadable(DataSource dataSource, EventTypes types, List<RevisionUpcaster> upcasters)
            throws SQLException {
        List<String> unreadable = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select type, revision from eventstore.event_type order by type, revision")) {
            while (row.next()) {
                String type = row.getString(1);
                String revision = row.getString(2);
                if (!readable(type, revision, types, upcasters)) {
                    unreadable.add("%s (revision %s)".formatted(type, revision));
                }
            }
        }
        if (!unreadable.isEmpty()) {
            throw new IllegalStateException("This version can't read these stored events: "
                    + String.join(", ", unreadable) + ". Start the version that wrote them, or a later one.");
        }
    }
}
