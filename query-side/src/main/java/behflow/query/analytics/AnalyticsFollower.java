package behflow.query.analytics;

import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.Erasure;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.LogFollower;
import behflow.api.kernel.RebuildLock;
import behflow.api.kernel.RecordedEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.springframework.stereotype.Component;

/** Keeps the tables of analytics a moment behind the log. */
@Component
class AnalyticsFollower implements LogFollower {

    static final String NAME = "bi";

    private final AnalyticsTables tables = new AnalyticsTables("bi");
    private final EventLog log;

    AnalyticsFollower(EventLog log) {
        this.log = log;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Every event: the tables say up to which position of a log they are. */
    @Override
    public boolean accepts(DomainEvent event) {
        return true;
    }

    @Override
    public void follow(Connection connection, List<RecordedEvent> events) throws SQLException {
        if (events.stream().anyMatch(event -> event.payload() instanceof Erasure)) {
            dropWhatARebuildLeft(connection);
        }
        new AnalyticsBatch(tables, log::read).advance(connection, events);
    }

    /** A rebuild that died may have left text; one that runs meets the erasure itself. */
    private static void dropWhatARebuildLeft(Connection connection) throws SQLException {
        if (RebuildLock.tryShared(connection, NAME)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("drop schema if exists " + AnalyticsRebuild.NEXT + " cascade");
            }
        }
    }
}
