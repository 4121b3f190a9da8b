package behflow.gateway.live;

import behflow.api.account.Sessions;
import behflow.api.audit.LoggedEvent;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.LogEntry;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.gateway.audit.EventResponses;
import behflow.gateway.kernel.Caller;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Carries owners' logs to their clients. Each client has a place in its owner's log and at most one page in memory: the log
 * itself is the buffer, so nothing is skipped, repeated or piled up. The tail of the log wakes the clients of the owners that
 * have something new, whichever node wrote it.
 */
@Component
class FeedHub implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(FeedHub.class);
    private static final int PAGE = 200;
    private static final int THREADS = 64;
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration SESSION_CHECK = Duration.ofSeconds(3);

    private final EventLog log;
    private final EventResponses responses;
    private final Sessions sessions;
    private final int connectionsPerUser;
    private final Map<UUID, Set<Feed>> feeds = new ConcurrentHashMap<>();
    private volatile @Nullable Works works;

    FeedHub(
            EventLog log,
            EventResponses responses,
            Sessions sessions,
            MeterRegistry meters,
            @Value("${behflow.live.connections-per-user:5}") int connectionsPerUser) {
        this.log = log;
        this.responses = responses;
        this.sessions = sessions;
        this.connectionsPerUser = connectionsPerUser;
        meters.gauge(
                "behflow.live.connections",
                feeds,
                all -> all.values().stream().mapToInt(Set::size).sum());
        // Ahead of the web server, whose first request may open a stream.
        start();
    }

    /** What turns while the hub runs: threads that carry, a clock, and the tail's call. */
    private record Works(ThreadPoolExecutor pumps, ScheduledExecutorService clock, AutoCloseable registration) {}

    /** A place in the log that is not beyond its head; null means the head. */
    long start(UUID owner, @Nullable Long after) {
        long head = log.head(owner).position();
        if (after == null) {
            return head;
        }
        if (after < 0) {
            throw RejectedException.invalid("after", "after must not be negative.");
        }
        if (after > head) {
            throw RejectedException.conflict(
                    "The cursor %d is beyond the head of the log, which is %d: the log was cut or is another one"
                            .formatted(after, head));
        }
        return after;
    }

    /**
     * Begins to send what comes after a position.
     *
     * @return to be closed when the client is gone
     * @throws RejectedException TOO_MANY where the user has as many connections as allowed
     */
    Feed open(Caller caller, long after, Subscriber subscriber) {
        if (works == null) {
            throw stopping();
        }
        Feed feed = new Feed(caller.userId(), caller.sessionId(), after, subscriber);
        feeds.compute(caller.userId(), (id, present) -> {
            Set<Feed> own = present == null ? ConcurrentHashMap.newKeySet() : present;
            if (own.size() >= connectionsPerUser) {
                throw new RejectedException(
                        RejectionCode.TOO_MANY,
                        "This user has as many live connections as are allowed",
                        List.of(),
                        Duration.ofSeconds(10));
            }
            own.add(feed);
            return own;
        });
        if (works == null) {
            feed.close();
            throw stopping();
        }
        feed.wake();
        return feed;
    }

    private static RejectedException stopping() {
        return RejectedException.unavailable("The service is stopping", Duration.ofSeconds(2));
    }

    /** Ahead of the web server, which waits for the requests in flight: a stream would be one for ever. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }

    @Override
    public synchronized void start() {
        if (works != null) {
            return;
        }
        // Only a pool that was shut down refuses, and then every feed has been ended.
        ThreadPoolExecutor pumps = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                FeedHub::daemon,
                new ThreadPoolExecutor.DiscardPolicy());
        pumps.allowCoreThreadTimeOut(true);
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(FeedHub::daemon);
        clock.scheduleWithFixedDelay(this::heartbeat, 1, 1, TimeUnit.SECONDS);
        clock.scheduleWithFixedDelay(
                this::endSessions, SESSION_CHECK.toMillis(), SESSION_CHECK.toMillis(), TimeUnit.MILLISECONDS);
        works = new Works(pumps, clock, log.onNewEvents(this::wake));
    }

    @Override
    public boolean isRunning() {
        return works != null;
    }

    @Override
    public synchronized void stop() {
        Works ending = works;
        if (ending == null) {
            return;
        }
        works = null;
        try {
            ending.registration().close();
        } catch (Exception e) {
            LOG.warn("Feeds could not be taken from the tail", e);
        }
        ending.clock().shutdownNow();
        feeds.values().forEach(all -> all.forEach(feed -> feed.end(Subscriber.Reason.STOPPING)));
        ending.pumps().shutdown();
    }

    private void wake(UUID owner) {
        Set<Feed> own = feeds.get(owner);
        if (own != null) {
            own.forEach(Feed::wake);
        }
    }

    /**
     * Each client in its own second, so that thousands don't come at once. It also looks for news: a wake-up that was lost
     * costs a quarter of a minute, not an event.
     */
    private void heartbeat() {
        long now = System.nanoTime();
        feeds.values().forEach(all -> all.forEach(feed -> feed.beatIfDue(now)));
    }

    private void endSessions() {
        try {
            Set<UUID> held = feeds.values().stream()
                    .flatMap(Set::stream)
                    .map(feed -> feed.sessionId)
                    .collect(Collectors.toSet());
            if (held.isEmpty()) {
                return;
            }
            Set<UUID> valid = sessions.stillValid(held);
            feeds.values()
                    .forEach(all -> all.stream()
                            .filter(feed -> !valid.contains(feed.sessionId))
                            .forEach(feed -> feed.end(Subscriber.Reason.SESSION_ENDED)));
        } catch (RuntimeException e) {
            LOG.warn("Sessions of live connections could not be checked; trying on: {}", e.toString());
        }
    }

    private static Thread daemon(Runnable runnable) {
        Thread thread = new Thread(runnable, "feed");
        thread.setDaemon(true);
        return thread;
    }

    /** One client's place in its owner's log. */
    final class Feed implements AutoCloseable {
        private final UUID owner;
        private final UUID sessionId;
        private final Subscriber subscriber;
        /** How often it was woken since it last looked; only who raises it from zero starts a pump. */
        private final AtomicInteger wakes = new AtomicInteger();

        private long nextBeat = System.nanoTime() + HEARTBEAT.toNanos();
        private long position;
        private boolean beat;
        private volatile boolean over;

        private Feed(UUID owner, UUID sessionId, long position, Subscriber subscriber) {
            this.owner = owner;
            this.sessionId = sessionId;
            this.position = position;
            this.subscriber = subscriber;
        }

        private void wake() {
            Works present = works;
            if (!over && present != null && wakes.getAndIncrement() == 0) {
                present.pumps().execute(this::pump);
            }
        }

        private void beatIfDue(long now) {
            if (now - nextBeat >= 0) {
                nextBeat = now + HEARTBEAT.toNanos();
                beat = true;
                wake();
            }
        }

        private void pump() {
            int seen;
            do {
                seen = wakes.get();
                try {
                    if (beat) {
                        beat = false;
                        subscriber.heartbeat();
                    }
                    sendNews();
                } catch (IOException | IllegalStateException e) {
                    LOG.debug("A live connection ended: {}", e.toString());
                    end(e instanceof SlowClientException ? Subscriber.Reason.TOO_SLOW : Subscriber.Reason.GONE);
                } catch (RuntimeException e) {
                    LOG.warn("A feed could not be read; its client will resume: {}", e.toString());
                    end(Subscriber.Reason.FAILED);
                }
            } while (!over && !wakes.compareAndSet(seen, 0));
        }

        private void sendNews() throws IOException {
            while (!over) {
                List<LogEntry> entries = log.readPage(owner, position, PAGE);
                if (entries.isEmpty()) {
                    return;
                }
                List<LoggedEvent> wanted = entries.stream()
                        .map(entry -> new LoggedEvent(log.event(entry), entry))
                        .filter(logged -> subscriber.wants(logged.event()))
                        .toList();
                if (!wanted.isEmpty()) {
                    subscriber.send(responses.of(wanted, true, false).stream()
                            .map(event -> CloudEvent.of(owner, event))
                            .toList());
                }
                position = entries.get(entries.size() - 1).position();
            }
        }

        private void end(Subscriber.Reason reason) {
            close();
            subscriber.close(reason);
        }

        /** The client is gone. */
        @Override
        public void close() {
            over = true;
            feeds.computeIfPresent(owner, (id, own) -> {
                own.remove(this);
                return own.isEmpty() ? null : own;
            });
        }
    }
}
