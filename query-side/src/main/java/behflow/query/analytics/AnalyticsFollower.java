package behflow.query.analytics;

import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.LogFollower;
import behflow.api.kernel.RecordedEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.springframework.stereotype.Component;

/** Keeps the tables of analytics a moment behind the log. */
@Component
class AnalyticsFollower implements LogFollower {

    static final String NAME = "bi";

    private final AnalyticsTables tables = new AnalyticsTables("bi");
    private final RecentFolds recent = new RecentFolds();
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
        new AnalyticsBatch(tables, log::read, recent).advance(connection, events);
    }
}
