package behflow.query.kernel;

import behflow.api.account.event.AccountErased;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.RecordedEvent;
import behflow.api.kernel.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Folds one owner's events into a projection's rows, in memory, and remembers which rows changed. An erased account, whose log
 * ends with its erasure, has none.
 */
final class OwnerFold<R extends Row> {

    private static final int PAGE = 2_000;

    private final InlineProjection<R> projection;
    private final Map<UUID, @Nullable R> rows = new HashMap<>();
    private final Set<UUID> changed = new HashSet<>();

    /** Reads rows that earlier events have left. */
    interface RowSource<R> {
        Map<UUID, R> read(Set<UUID> ids) throws SQLException;
    }

    OwnerFold(InlineProjection<R> projection) {
        this.projection = projection;
    }

    /**
     * Folds the events with {@code after < position <= upTo}.
     *
     * @param connection on which they are read
     * @param before rows of earlier events; asked only for rows not yet in memory
     * @param progress told how many events have been read, often
     * @return how many events were read
     */
    long fold(
            EventLog log,
            Connection connection,
            UUID owner,
            long after,
            long upTo,
            RowSource<R> before,
            LongConsumer progress)
            throws SQLException {
        long read = 0;
        long position = after;
        while (position < upTo) {
            List<RecordedEvent> events = log.read(connection, owner, position, upTo, PAGE);
            if (events.isEmpty()) {
                break;
            }
            fold(events, before);
            read += events.size();
            progress.accept(read);
            position = events.get(events.size() - 1).position();
        }
        return read;
    }

    private void fold(List<RecordedEvent> events, RowSource<R> before) throws SQLException {
        List<RecordedEvent> accepted =
                events.stream().filter(e -> projection.accepts(e.payload())).toList();
        Set<UUID> missing = new HashSet<>();
        for (RecordedEvent event : accepted) {
            UUID id = projection.rowId(event);
            if (!rows.containsKey(id)) {
                missing.add(id);
            }
        }
        if (!missing.isEmpty()) {
            rows.putAll(before.read(missing));
        }
        for (RecordedEvent event : accepted) {
            UUID id = projection.rowId(event);
            rows.put(id, projection.fold(rows.get(id), event));
            changed.add(id);
        }
        if (events.get(events.size() - 1).payload() instanceof AccountErased) {
            rows.replaceAll((id, row) -> null);
        }
    }

    /** The rows that changed and are there. */
    List<R> upserts() {
        return changed.stream().map(rows::get).filter(Objects::nonNull).toList();
    }

    /** The ids of rows that changed and are gone. */
    List<UUID> deletes() {
        return changed.stream().filter(id -> rows.get(id) == null).toList();
    }

    /** All rows, by id. */
    Map<UUID, R> rows() {
        Map<UUID, R> present = new HashMap<>();
        rows.forEach((id, row) -> {
            if (row != null) {
                present.put(id, row);
            }
        });
        return present;
    }
}
