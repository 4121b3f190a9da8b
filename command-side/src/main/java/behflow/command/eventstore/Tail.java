package behflow.command.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
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
 * there, and feeds that some owner's log has grown; the second does not wait for other owners' transactions.
 */
public final class Tail implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Tail.class);
    private static final int LIMIT = 5_000;
    private static final String LOOK = "select e.tx, e.idx, e.owner_id, s.safe"
            + " from (select " + PostgresEventStorageEngine.SAFE + " as safe) s"
            + " left join lateral (select tx, idx, owner_id from eventstore.event where (tx, idx) > (?, ?)"
            + " order by tx, idx limit " + LIMIT + ") e on true order by e.tx, e.idx";

    private final DataSource dataSource;
    private final long pollNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition look = lock.newCondition();
    private final Set<Runnable> streams = new CopyOnWriteArraySet<>();
    private final CopyOnWriteArrayList<Consumer<UUID>> feeds = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private boolean nudged;
    private volatile LogToken head;
    private volatile boolean closing;
    /** Events that were announced to feeds and are not complete yet: bounded by what is written while one transaction runs. */
    private final TreeSet<LogToken> announced = new TreeSet<>();

    /** @param poll how often to look when nothing on this node is written */
    Tail(DataSource dataSource, Duration poll) throws SQLException {
        this.dataSource = dataSource;
        this.head = presentHead(dataSource);
        this.pollNanos = poll.toNanos();
        this.thread = new Thread(this::run, "event-tail");
        thread.setDaemon(true);
        thread.start();
    }

    /** The last event known to be complete. */
    LogToken head() {
        return head;
    }

    /** This node has just written: look at once, and tell its own feeds without a look. */
    void nudge(Collection<UUID> owners) {
        tellFeeds(Set.copyOf(owners));
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
                boolean more = look();
                failing = false;
                if (!more) {
                    await();
                }
            } catch (SQLException e) {
                if (closing) {
                    return;
                }
                if (!failing) {
                    LOG.warn("The tail of the log can't be read; trying on", e);
                    failing = true;
                }
                pause();
            } catch (InterruptedException e) {
                if (!closing) {
                    LOG.warn("The tail was interrupted and goes on: only closing ends it");
                }
            }
        }
    }

    private static LogToken presentHead(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(PostgresEventStorageEngine.HEAD);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? new LogToken(row.getLong(1), row.getInt(2)) : LogToken.START;
        }
    }

    private void await() throws InterruptedException {
        lock.lock();
        try {
            long left = pollNanos;
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

    /** @return whether there may be more than one look could take */
    private boolean look() throws SQLException {
        Set<UUID> grown = new HashSet<>();
        LogToken complete = head;
        int seen = 0;
        LogToken from = head;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(LOOK)) {
            statement.setLong(1, from.tx());
            statement.setInt(2, from.idx());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    UUID owner = row.getObject(3, UUID.class);
                    if (owner == null) {
                        break;
                    }
                    seen++;
                    LogToken token = new LogToken(row.getLong(1), row.getInt(2));
                    if (announced.add(token)) {
                        grown.add(owner);
                    }
                    if (token.tx() < row.getLong(4)) {
                        complete = token;
                    }
                }
            }
        }
        announced.headSet(complete, true).clear();
        boolean moved = complete.compareTo(from) > 0;
        head = complete;
        tellFeeds(grown);
        if (moved) {
            streams.forEach(this::tell);
        }
        return moved && seen == LIMIT;
    }

    private void tell(Runnable stream) {
        try {
            stream.run();
        } catch (RuntimeException e) {
            LOG.error("A stream failed when it was told of new events", e);
        }
    }

    private void tellFeeds(Set<UUID> owners) {
        for (Consumer<UUID> feed : feeds) {
            for (UUID owner : owners) {
                try {
                    feed.accept(owner);
                } catch (RuntimeException e) {
                    LOG.error("A feed failed when it was told of new events", e);
                }
            }
        }
    }
}
