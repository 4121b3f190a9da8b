package behflow.command.eventstore;

import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.RecordedEvent;
import behflow.api.kernel.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Brings the inline projections up to date with events that were just appended, in their transaction. */
final class InlineProjections {

    private final List<InlineProjection<?>> projections;

    InlineProjections(List<InlineProjection<?>> projections) {
        this.projections = List.copyOf(projections);
    }

    /**
     * Folds the events into the rows they change and writes those, one read and one write for each projection.
     *
     * @return the rows as written
     */
    List<Row> apply(Connection connection, List<RecordedEvent> events) throws SQLException {
        List<Row> written = new ArrayList<>();
        for (InlineProjection<?> projection : projections) {
            apply(connection, projection, events, written);
        }
        return written;
    }

    private static <R extends Row> void apply(
            Connection connection, InlineProjection<R> projection, List<RecordedEvent> events, List<Row> written)
            throws SQLException {
        List<RecordedEvent> accepted = new ArrayList<>(events.size());
        Set<UUID> known = new HashSet<>();
        for (RecordedEvent event : events) {
            if (projection.accepts(event.payload())) {
                accepted.add(event);
                UUID row = projection.rowId(event);
                if (event.sequence() > 0 || !row.equals(event.subjectId())) {
                    known.add(row);
                }
            }
        }
        if (accepted.isEmpty()) {
            return;
        }
        Map<UUID, @Nullable R> rows = new LinkedHashMap<>();
        if (!known.isEmpty()) {
            rows.putAll(projection.read(connection, projection.table(), known));
        }
        Set<UUID> before = Set.copyOf(rows.keySet());
        Set<UUID> changed = new HashSet<>();
        for (RecordedEvent event : accepted) {
            UUID id = projection.rowId(event);
            rows.put(id, projection.fold(rows.get(id), event));
            changed.add(id);
        }
        List<R> upserts = new ArrayList<>();
        List<UUID> deletes = new ArrayList<>();
        for (UUID id : changed) {
            R row = rows.get(id);
            if (row != null) {
                upserts.add(row);
            } else if (before.contains(id)) {
                deletes.add(id);
            }
        }
        if (!upserts.isEmpty()) {
            projection.write(connection, projection.table(), upserts);
            written.addAll(upserts);
        }
        if (!deletes.isEmpty()) {
            projection.delete(connection, projection.table(), deletes);
        }
    }
}
