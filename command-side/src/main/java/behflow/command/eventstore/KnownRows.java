package behflow.command.eventstore;

import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.Row;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.jspecify.annotations.Nullable;

/**
 * Rows of inline projections as they are before the events of a unit of work, known to whoever has decided on them: the append
 * need not read these. An aggregate's row is the fold of its events, and the append refuses events that do not follow the last one
 * of their aggregate, so a row that is another by then is never written.
 */
public final class KnownRows {

    static final KnownRows NONE = new KnownRows();

    private static final String RESOURCE = KnownRows.class.getName();

    /** By table and id. */
    private final Map<String, Map<UUID, Row>> rows = new HashMap<>();

    private KnownRows() {}

    /**
     * Tells the append of the present unit of work a row.
     *
     * @param row of the aggregate that it is about, as that aggregate's events have made it up to the version that was loaded
     */
    public static <R extends Row> void add(InlineProjection<R> projection, R row) {
        CurrentUnitOfWork.get()
                .root()
                .<KnownRows>getOrComputeResource(RESOURCE, key -> new KnownRows())
                .rows
                .computeIfAbsent(projection.table(), table -> new HashMap<>())
                .put(row.id(), row);
    }

    /** Those of the present unit of work, which has them no longer: what it stores next may change the same aggregates again. */
    static KnownRows take() {
        if (!CurrentUnitOfWork.isStarted()) {
            return NONE;
        }
        Object rows = CurrentUnitOfWork.get().root().resources().remove(RESOURCE);
        return rows == null ? NONE : (KnownRows) rows;
    }

    /** Null where it is not known. */
    @SuppressWarnings("unchecked") // What stands under a projection's table are its rows.
    <R extends Row> @Nullable R find(InlineProjection<R> projection, UUID id) {
        return (R) rows.getOrDefault(projection.table(), Map.of()).get(id);
    }
}
