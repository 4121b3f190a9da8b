package behflow.command.eventstore;

import behflow.api.kernel.Positioned;
import behflow.api.kernel.RecordedEvent;
import behflow.api.kernel.Row;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;

/**
 * What a unit of work has stored, on disk by the time anyone sees this.
 *
 * @param events with position and stored timestamp
 * @param rows   of the inline projections as written with it, of the other units of its transaction too
 */
public record Appended(List<RecordedEvent> events, List<Row> rows) {

    /** Key of the unit of work's resource that holds this. */
    static final String RESOURCE = Appended.class.getName();

    /** What the unit of work has stored; null where it stored nothing. */
    public static @Nullable Appended of(UnitOfWork<?> unit) {
        return unit.getResource(RESOURCE);
    }

    /**
     * The answer of a command: a row that the command returned is replaced by the one that was stored, a position by that of
     * the last event.
     */
    public @Nullable Object answer(@Nullable Object returned) {
        if (returned instanceof Positioned<?> positioned && !events.isEmpty()) {
            return positioned.at(events.get(events.size() - 1).position());
        }
        if (!(returned instanceof Row decided)) {
            return returned;
        }
        return this.<Row>row(decided.getClass(), decided.id()).orElse(decided);
    }

    /** The row of that kind and id as written; empty where none was. */
    public <R extends Row> Optional<R> row(Class<? extends R> kind, UUID id) {
        for (Row row : rows) {
            if (row.getClass() == kind && row.id().equals(id)) {
                return Optional.of(kind.cast(row));
            }
        }
        return Optional.empty();
    }
}
