package behflow.command.eventstore;

import behflow.api.kernel.OwnerLock;
import behflow.api.kernel.RecordedEvent;
import io.micrometer.tracing.TraceContext;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The events of one unit of work, of one owner: stored all or not at all, in one transaction. */
final class AppendUnit {

    private final UUID ownerId;
    private final List<Appendable> events;
    private final Set<UUID> subjects;
    private final List<EventRows> rows;
    private final CompletableFuture<Appended> outcome = new CompletableFuture<>();
    private final AtomicBoolean claimed = new AtomicBoolean();
    private @Nullable TraceContext trace;
    private volatile long queuedAt;

    AppendUnit(List<Appendable> events) {
        this(events, List.of());
    }

    /** @param rows what is written in the same transaction */
    AppendUnit(List<Appendable> events, List<EventRows> rows) {
        this.events = List.copyOf(events);
        this.rows = List.copyOf(rows);
        this.ownerId = events.get(0).origin().ownerId();
        this.subjects = events.stream().map(Appendable::subjectId).collect(Collectors.toUnmodifiableSet());
        if (events.stream().anyMatch(event -> !event.origin().ownerId().equals(ownerId))) {
            throw new IllegalArgumentException("Events of one unit of work must belong to one owner");
        }
    }

    UUID ownerId() {
        return ownerId;
    }

    List<Appendable> events() {
        return events;
    }

    List<EventRows> rows() {
        return rows;
    }

    Set<UUID> subjects() {
        return subjects;
    }

    CompletableFuture<Appended> outcome() {
        return outcome;
    }

    /** Before the unit is queued: the span of its command. */
    void tracedBy(TraceContext command) {
        trace = command;
    }

    @Nullable
    TraceContext trace() {
        return trace;
    }

    /** Its wait begins: now, as {@link System#nanoTime}. */
    void queued() {
        queuedAt = System.nanoTime();
    }

    /** One of its events, as it stands in the log. */
    RecordedEvent recorded(Appendable event, long position, long timestampMicros) {
        return new RecordedEvent(
                ownerId,
                position,
                event.eventId(),
                event.subjectId(),
                event.sequence(),
                StoredEvent.instant(timestampMicros),
                event.event(),
                event.origin());
    }

    /** How long it has waited, in nanoseconds. */
    long waited() {
        return System.nanoTime() - queuedAt;
    }

    /** Key of the owner's advisory lock. */
    long lock() {
        return OwnerLock.key(ownerId);
    }

    /** The appender takes the unit, or its command gives up on it; whoever comes first. */
    boolean claim() {
        return claimed.compareAndSet(false, true);
    }

    /** The appender puts it back: its command may give up on it again. */
    void release() {
        claimed.set(false);
    }
}
