package behflow.command.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.kernel.EventLog;
import behflow.api.kernel.LogEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** What a client of one owner's feed keeps: the events it saw, in order. It outlives the nodes that it reads from. */
final class FeedCursor {

    private static final int PAGE = 50;

    private final List<UUID> seen = new ArrayList<>();

    /** The position of the last event seen: from there any node goes on. */
    synchronized long position() {
        return seen.size();
    }

    synchronized void sees(long position, UUID eventId) {
        assertThat(position).as("the position after %d", seen.size()).isEqualTo(seen.size() + 1);
        seen.add(eventId);
    }

    /** Reads what is left of the log, and compares: each event once, in order. */
    void compare(EventLog log, UUID owner) {
        long resumed = position();
        read(log, owner, resumed, this::sees);
        assertThat(resumed).as("seen while nodes were killed").isPositive();
        assertThat(seen)
                .isEqualTo(log.read(owner, 0, Long.MAX_VALUE, Integer.MAX_VALUE).stream()
                        .map(event -> event.eventId())
                        .toList());
    }

    /** Follows a log as the service's feed does: woken by the tail, one page at a time; for ever. */
    static void follow(EventLog log, UUID owner, long after, BiConsumer<Long, UUID> client)
            throws InterruptedException {
        Semaphore news = new Semaphore(0);
        log.onNewEvents(grown -> {
            if (grown.equals(owner)) {
                news.release();
            }
        });
        long position = after;
        while (true) {
            position = read(log, owner, position, client);
            news.tryAcquire(5, TimeUnit.SECONDS);
            news.drainPermits();
        }
    }

    private static long read(EventLog log, UUID owner, long after, BiConsumer<Long, UUID> client) {
        long position = after;
        List<LogEntry> page = log.readEntries(owner, position, Long.MAX_VALUE, PAGE);
        while (!page.isEmpty()) {
            page.forEach(entry -> client.accept(entry.position(), entry.eventId()));
            position = page.get(page.size() - 1).position();
            page = log.readEntries(owner, position, Long.MAX_VALUE, PAGE);
        }
        return position;
    }
}
