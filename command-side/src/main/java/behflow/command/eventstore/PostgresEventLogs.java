package behflow.command.eventstore;

import behflow.api.kernel.EventLog;
import behflow.api.kernel.EventLogs;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Opens the log of a database without the service around it. */
public final class PostgresEventLogs implements EventLogs {

    private final List<EventStoreNode> opened = new ArrayList<>();

    /** @throws IllegalStateException where the log can't be read by this version */
    @Override
    public EventLog open(DataSource dataSource) {
        try {
            EventStoreNode node = new EventStoreNode(dataSource, List.of(), RevisionUpcaster.all());
            opened.add(node);
            return node.eventLog();
        } catch (SQLException e) {
            throw new IllegalStateException("The event store could not be opened", e);
        }
    }

    @Override
    public void close() {
        opened.forEach(EventStoreNode::close);
        opened.clear();
    }
}
