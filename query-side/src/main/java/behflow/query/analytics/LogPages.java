package behflow.query.analytics;

import behflow.api.kernel.EventLog;
import behflow.api.kernel.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The logs of several owners in pages, of one owner or of several, those of one owner in order. A thread of its own reads the
 * next ones while the last one is being written. Close it to end that.
 */
final class LogPages implements AutoCloseable {

    private static final int AHEAD = 2;

    private final EventLog log;
    private final Map<UUID, Long> after;
    private final Map<UUID, Long> upTo;
    private final int size;
    private final BlockingQueue<Page> pages = new ArrayBlockingQueue<>(AHEAD);
    private final Thread reader = new Thread(this::run, "rebuild-reader");

    /** @param events none where it is the end */
    private record Page(
            List<RecordedEvent> events, @Nullable RuntimeException failure) {}

    /**
     * @param after how far each owner's log has been read; nothing is 0
     * @param upTo  how far each is to be read
     * @param size  how many events a page has, but for the last one
     */
    LogPages(EventLog log, Map<UUID, Long> after, Map<UUID, Long> upTo, int size) {
        this.log = log;
        this.after = Map.copyOf(after);
        this.upTo = Map.copyOf(upTo);
        this.size = size;
        reader.setDaemon(true);
        reader.start();
    }

    /** The next page; an empty one is the end. */
    List<RecordedEvent> next() {
        try {
            Page page = pages.take();
            if (page.failure() != null) {
                throw new IllegalStateException("The log could not be read", page.failure());
            }
            return page.events();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted; the tables that served serve on", e);
        }
    }

    private void run() {
        try {
            try {
                read();
            } catch (RuntimeException e) {
                pages.put(new Page(List.of(), e));
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() throws InterruptedException {
        List<RecordedEvent> events = new ArrayList<>(size);
        for (Map.Entry<UUID, Long> head : upTo.entrySet()) {
            long position = after.getOrDefault(head.getKey(), 0L);
            while (position < head.getValue()) {
                List<RecordedEvent> more = log.read(head.getKey(), position, head.getValue(), size - events.size());
                if (more.isEmpty()) {
                    break;
                }
                events.addAll(more);
                position = more.get(more.size() - 1).position();
                if (events.size() == size) {
                    pages.put(new Page(events, null));
                    events = new ArrayList<>(size);
                }
            }
        }
        if (!events.isEmpty()) {
            pages.put(new Page(events, null));
        }
        pages.put(new Page(List.of(), null));
    }

    @Override
    public void close() {
        reader.interrupt();
    }
}
