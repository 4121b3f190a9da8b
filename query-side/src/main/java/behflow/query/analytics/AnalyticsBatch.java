package behflow.query.analytics;

import behflow.api.kernel.Ids;
import behflow.api.kernel.RecordedEvent;
import behflow.api.task.event.TaskEvent;
import behflow.query.analytics.RecentFolds.Place;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Brings the tables on by batches of events of any owners: reads what a batch needs of earlier rows, folds in memory, and
 * writes every row once, new ones with COPY. Idempotent by position: an event that is in the tables already changes nothing.
 */
final class AnalyticsBatch {

    private static final int PAGE = 2_000;

    private final AnalyticsTables tables;
    private final AnalyticsRows rows;
    private final Log log;
    private final int hold;
    private final @Nullable RecentFolds recent;
    private final Map<UUID, OwnerAnalytics> folds = new HashMap<>();
    /** Of the table of positions, 0 where nothing was in it. */
    private long tablesId;

    /** Events of one owner with {@code after < position <= upTo}, at most {@code limit}, in order. */
    interface Log {
        List<RecordedEvent> read(UUID owner, long after, long upTo, int limit) throws SQLException;
    }

    /** Each batch leaves tables that are whole, and nothing here. */
    AnalyticsBatch(AnalyticsTables tables, Log log) {
        this(tables, log, 0, null);
    }

    /** The same, by somebody who goes on from what it wrote last where that is still there. */
    AnalyticsBatch(AnalyticsTables tables, Log log, RecentFolds recent) {
        this(tables, log, 0, recent);
    }

    /**
     * For tables that nobody reads or writes meanwhile: what goes on changing is written when it is more than so many tasks,
     * and by {@link #flush}, instead of with each batch.
     */
    AnalyticsBatch(AnalyticsTables tables, Log log, int hold) {
        this(tables, log, hold, null);
    }

    private AnalyticsBatch(AnalyticsTables tables, Log log, int hold, @Nullable RecentFolds recent) {
        this.tables = tables;
        this.log = log;
        this.rows = new AnalyticsRows(tables);
        this.hold = hold;
        this.recent = recent;
    }

    /** What is nobody's is not of a user's work. */
    static boolean accepts(UUID owner) {
        return !owner.equals(Ids.INSTALLATION);
    }

    /**
     * In the transaction of {@code connection}. Whoever undoes that begins with another batch.
     *
     * @param events those of one owner in order of position
     */
    void advance(Connection connection, Collection<RecordedEvent> events) throws SQLException {
        Set<UUID> owners = new LinkedHashSet<>();
        for (RecordedEvent event : events) {
            if (accepts(event.ownerId()) && !folds.containsKey(event.ownerId())) {
                owners.add(event.ownerId());
            }
        }
        if (!owners.isEmpty()) {
            resume(connection, owners);
        }
        List<RecordedEvent> fresh = new ArrayList<>(events.size());
        Set<UUID> changed = new LinkedHashSet<>();
        for (RecordedEvent event : events) {
            OwnerAnalytics fold = folds.get(event.ownerId());
            if (fold != null && event.position() > fold.position()) {
                fresh.add(event);
                changed.add(event.ownerId());
            }
        }
        folds.keySet().removeAll(difference(owners, changed));
        know(connection, fresh);
        for (RecordedEvent event : fresh) {
            folds.get(event.ownerId()).fold(event);
        }
        boolean anew = false;
        for (UUID owner : changed) {
            OwnerAnalytics fold = folds.get(owner);
            if (fold.accountErased()) {
                tables.delete(connection, owner);
                folds.put(owner, anew(owner, AnalyticsRows.zones(connection), fold.position()));
                anew = true;
            }
        }
        if (!changed.isEmpty()) {
            tables.append(connection, changed.stream().map(folds::get).toList());
        }
        if (anew || folds.values().stream().mapToInt(OwnerAnalytics::held).sum() >= hold) {
            flush(connection);
        }
    }

    /** Writes what is held. */
    void flush(Connection connection) throws SQLException {
        if (!folds.isEmpty()) {
            tables.write(connection, folds.values());
            if (recent != null && tablesId != 0) {
                recent.written(tablesId, folds.values());
            }
            folds.clear();
        }
    }

    private void resume(Connection connection, Set<UUID> owners) throws SQLException {
        DefaultZones zones = AnalyticsRows.zones(connection);
        Map<UUID, Place> places = rows.lock(connection, owners);
        places.values().forEach(place -> tablesId = place.tables());
        Map<UUID, OwnerAnalytics> known = recent == null ? Map.of() : recent.take(places, zones);
        folds.putAll(known);
        folds.putAll(rows.resume(connection, zones, difference(owners, known.keySet()), places));
    }

    private static Set<UUID> difference(Set<UUID> all, Set<UUID> without) {
        Set<UUID> rest = new LinkedHashSet<>(all);
        rest.removeAll(without);
        return rest;
    }

    /**
     * All that the log says now. An account's erasure takes its zone out of the log too: its days are then those of the
     * installation's zone, here as in every later rebuild.
     */
    private OwnerAnalytics anew(UUID owner, DefaultZones zones, long upTo) throws SQLException {
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
    private void know(Connection connection, List<RecordedEvent> events) throws SQLException {
        Set<UUID> seen = new HashSet<>();
        List<RecordedEvent> first = new ArrayList<>();
        for (RecordedEvent event : events) {
            if (event.payload() instanceof TaskEvent
                    && seen.add(event.subjectId())
                    && event.sequence() > 0
                    && !folds.get(event.ownerId()).knows(event.subjectId())) {
                first.add(event);
            }
        }
        if (!first.isEmpty()) {
            rows.knowPast(connection, folds, first);
        }
    }
}
