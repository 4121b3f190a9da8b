package behflow.query.analytics;

import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.Ids;
import behflow.api.kernel.RecordedEvent;
import behflow.api.task.event.TaskEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Brings the tables on by one batch of events of any owners: reads what the batch needs of earlier rows, folds in memory, and
 * writes every row once, with COPY. Idempotent by position: an event that is in the tables already changes nothing.
 */
final class AnalyticsBatch {

    private static final int PAGE = 2_000;

    private final AnalyticsTables tables;
    private final AnalyticsRows rows;
    private final Log log;

    /** Events of one owner with {@code after < position <= upTo}, at most {@code limit}, in order. */
    interface Log {
        List<RecordedEvent> read(UUID owner, long after, long upTo, int limit);
    }

    AnalyticsBatch(AnalyticsTables tables, Log log) {
        this.tables = tables;
        this.log = log;
        this.rows = new AnalyticsRows(tables);
    }

    /** What is nobody's is not of a user's work. */
    static boolean accepts(UUID owner) {
        return !owner.equals(Ids.INSTALLATION);
    }

    /**
     * In the transaction of {@code connection}.
     *
     * @param events those of one owner in order of position
     */
    void advance(Connection connection, Collection<RecordedEvent> events) throws SQLException {
        Set<UUID> owners = new LinkedHashSet<>();
        for (RecordedEvent event : events) {
            if (accepts(event.ownerId())) {
                owners.add(event.ownerId());
            }
        }
        if (owners.isEmpty()) {
            return;
        }
        Map<UUID, OwnerAnalytics> folds = rows.resume(connection, owners);
        List<RecordedEvent> fresh = new ArrayList<>(events.size());
        Set<UUID> changed = new LinkedHashSet<>();
        for (RecordedEvent event : events) {
            OwnerAnalytics fold = folds.get(event.ownerId());
            if (fold != null && event.position() > fold.position()) {
                fresh.add(event);
                changed.add(event.ownerId());
            }
        }
        know(connection, folds, fresh);
        for (RecordedEvent event : fresh) {
            folds.get(event.ownerId()).fold(event);
        }
        folds.keySet().retainAll(changed);
        for (OwnerAnalytics fold : List.copyOf(folds.values())) {
            if (fold.accountErased()) {
                tables.delete(connection, fold.ownerId());
                folds.put(fold.ownerId(), anew(fold.ownerId(), AnalyticsRows.zones(connection), fold.position()));
            }
        }
        if (!folds.isEmpty()) {
            tables.write(connection, folds.values());
        }
    }

    /**
     * All that the log says now. An account's erasure takes its zone out of the log too: its days are then those of the
     * installation's zone, here as in every later rebuild.
     */
    private OwnerAnalytics anew(UUID owner, DefaultZones zones, long upTo) {
        OwnerAnalytics fold = new OwnerAnalytics(owner, zones);
        long position = 0;
        while (position < upTo) {
            List<RecordedEvent> events = log.read(owner, position, upTo, PAGE);
            if (events.isEmpty()) {
                break;
            }
            events.forEach(fold::fold);
            position = events.get(events.size() - 1).position();
        }
        return fold;
    }

    /** The tasks of the batch that were there before it. */
    private void know(Connection connection, Map<UUID, OwnerAnalytics> folds, List<RecordedEvent> events)
            throws SQLException {
        Set<UUID> seen = new LinkedHashSet<>();
        List<UUID> ownerIds = new ArrayList<>();
        List<UUID> taskIds = new ArrayList<>();
        for (RecordedEvent event : events) {
            DomainEvent payload = event.payload();
            if (payload instanceof TaskEvent && seen.add(event.subjectId()) && event.sequence() > 0) {
                ownerIds.add(event.ownerId());
                taskIds.add(event.subjectId());
            }
        }
        if (!taskIds.isEmpty()) {
            rows.tasks(connection, folds, ownerIds, taskIds);
        }
    }
}
