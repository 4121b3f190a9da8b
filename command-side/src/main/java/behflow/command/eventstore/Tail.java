package behflow.command.eventstore;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the end of the log, once for all readers of this node, and wakes them. It tells streams that complete events are
 * there, and feeds that some owner's log has grown; the second does not wait for other owners' transactions: what is new to
 * feeds are the events of transactions that the look before did not see. Where transaction ids have gone back, as after a
 * fail-over that lost commits, it begins anew: feeds are told of every owner, and streams end, to be opened from the tokens that
 * are stored.
 */
public final class Tail implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Tail.class);
    private static final String LOOK =
            "select head_tx, head_idx, next, running, grown from eventstore.look(?, ?, ?, ?)";
    private static final String OWNERS = "select array_agg(owner_id) from eventstore.log_head";
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** Each telling is a query for each stream, and streams work in batches: they lose nothing by waiting for a few commits more. */
    private static final long STREAMS_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    private final DataSource dataSource;
    private final long pollNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition look = lock.newCondition();
    private final Set<Runnable> streams = new CopyOnWriteArraySet<>();
    private final List<Consumer<UUID>> feeds = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private boolean nudged;
    private LogToken head = LogToken.START;
    private volatile boolean closing;
    /** The head that the streams know, and since when. */
    private volatile LogToken told = LogToken.START;

    /** How often transaction ids have gone back, as far as readers know. */
    private volatile int setbacks;

    /** They have, and readers do not know it yet. */
    private boolean goneBack;

    private long toldAt = System.nanoTime() - STREAMS_NANOS;
    /** The first transaction that had not begun at the last look. */
    private long next;
    /** Those before it that had not ended. */
    private Long[] running = {};

    /** @param poll how often to look when nothing on this node is written */
    Tail(DataSource dataSource, Duration poll) throws SQLException {
        this.dataSource = dataSource;
        this.pollNanos = poll.toNanos();
        this.next = Long.MAX_VALUE;
        look();
        this.thread = new Thread(this::run, "event-tail");
        thread.setDaemon(true);
        thread.start();
    }

    /** The last event known to streams as complete; it moves at most 40 times a second. */
    LogToken head() {
        return told;
    }

    /** Places in the order of all events that were taken while this was another number may be beyond what is to come. */
    int setbacks() {
        return setbacks;
    }

    /** This node has just written: look at once. */
    void nudge() {
        lock.lock();
        try {
            nudged = true;
            look.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Calls back whenever {@link #head()} has moved. */
    AutoCloseable onComplete(Runnable stream) {
        streams.add(stream);
        return () -> streams.remove(stream);
    }

    /** Calls back with every owner whose log has grown, wherever it was written. */
    AutoCloseable onNewEvents(Consumer<UUID> feed) {
        feeds.add(feed);
        return () -> feeds.remove(feed);
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean failing = false;
        while (!closing) {
            try {
                boolean moved = look();
                if (failing) {
                    LOG.info("The tail of the log can be read again");
                    failing = false;
                }
                rest(moved);
            } catch (SQLException e) {
                if (!closing && !failing) {
                    LOG.warn("The tail of the log can't be read; trying on", e);
                    failing = true;
                }
                pause();
            } catch (InterruptedException e) {
                if (!closing) {
                    LOG.warn("The tail was interrupted and goes on: only closing ends it");
                }
            } catch (RuntimeException | Error e) {
                // Nobody on this node would hear of events any more.
                LOG.error("The tail failed and goes on", e);
                pause();
            }
        }
    }

    /**
     * Until this node writes, or for the time of a poll; a little in any case where something has come, so that many commits
     * share one look.
     */
    private void rest(boolean moved) throws InterruptedException {
        long left = pollNanos;
        if (moved) {
            TimeUnit.NANOSECONDS.sleep(REST_NANOS);
            left -= REST_NANOS;
        }
        lock.lock();
        try {
            while (!nudged && left > 0) {
                left = look.awaitNanos(left);
            }
            nudged = false;
        } finally {
            lock.unlock();
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(200);
        } catch (InterruptedException e) {
            if (!closing) {
                LOG.warn("The tail was interrupted and goes on: only closing ends it");
            }
        }
    }

    /** @return whether there was anything new */
    private boolean look() throws SQLException {
        UUID[] grown;
        try (Connection connection = dataSource.getConnection()) {
            connection.setNetworkTimeout(Runnable::run, (int) SILENCE.toMillis());
            long before = next;
            grown = look(connection);
            if (next < before && before != Long.MAX_VALUE) {
                LOG.warn("Transaction ids have gone back by {}: readers begin anew", before - next);
                goneBack = true;
                head = LogToken.START;
            }
            if (goneBack) {
                look(connection);
                grown = owners(connection);
            }
        }
        if (goneBack) {
            goneBack = false;
            told = head;
            setbacks++;
            streams.forEach(Tail::tell);
        }
        for (UUID owner : grown) {
            feeds.forEach(feed -> tell(() -> feed.accept(owner)));
        }
        long now = System.nanoTime();
        if (head.compareTo(told) > 0 && now - toldAt >= STREAMS_NANOS) {
            told = head;
            toldAt = now;
            streams.forEach(Tail::tell);
        }
        return grown.length > 0 || head.compareTo(told) > 0;
    }

    /** @return owners whose logs have grown */
    private UUID[] look(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOOK)) {
            statement.setLong(1, head.tx());
            statement.setInt(2, head.idx());
            statement.setLong(3, next);
            statement.setArray(4, connection.createArrayOf("bigint", running));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                long tx = row.getLong(1);
                if (!row.wasNull()) {
                    head = new LogToken(tx, row.getInt(2));
                }
                next = row.getLong(3);
                running = (Long[]) row.getArray(4).getArray();
                return (UUID[]) row.getArray(5).getArray();
            }
        }
    }

    private static UUID[] owners(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OWNERS);
                ResultSet row = statement.executeQuery()) {
            row.next();
            Array owners = row.getArray(1);
            return owners == null ? new UUID[0] : (UUID[]) owners.getArray();
        }
    }

    private static void tell(Runnable reader) {
        try {
            reader.run();
        } catch (RuntimeException | Error e) {
            LOG.error("A reader failed when it was told of new events", e);
        }
    }
}
