package behflow.command.eventstore;

import java.util.List;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.jspecify.annotations.Nullable;

/**
 * Pages of events in the order of all owners' for the streams of a node. Streams that have followed the log to its end are woken
 * together and go on from the same place, so the last page is kept for the next one that asks for it.
 */
final class SharedPages {

    private static final int EVENTS = 1_000;

    private final PostgresEventStorageEngine engine;
    private final Tail tail;
    private volatile @Nullable Page last;

    SharedPages(PostgresEventStorageEngine engine, Tail tail) {
        this.engine = engine;
        this.tail = tail;
    }

    /**
     * @param setbacks of transaction ids, as {@link Tail#setbacks()}: what was read before one is not what is there after it
     * @param end      the place of the last event; where there is none, {@code after}
     */
    record Page(LogToken after, int setbacks, List<TrackedEventMessage<?>> events, LogToken end) {}

    /** The events that follow; a later call may find more of them. */
    synchronized Page after(LogToken position) {
        int setbacks = tail.setbacks();
        Page page = last;
        if (page == null || !page.after.equals(position) || page.setbacks != setbacks) {
            page = read(position, setbacks);
            // Where nothing is now, something may be next.
            last = page.end.equals(position) ? null : page;
        }
        return page;
    }

    /** Keeps nothing: erased text would stay in memory where nobody reads on. */
    void forget() {
        last = null;
    }

    private Page read(LogToken position, int setbacks) {
        List<StoredEvent> events = engine.fetchAfter(position, EVENTS);
        LogToken end =
                events.isEmpty() ? position : events.get(events.size() - 1).token();
        return new Page(position, setbacks, engine.messages(events), end);
    }
}
