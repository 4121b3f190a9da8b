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
import java.util.concurrent.RejectedExecutionHandler;
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
    private static final int ENDING_THREADS = 16;
    /** The payloads of what a client is given at once. */
    private static final int PART_BYTES = 512 * 1024;
    /** A client that takes as long lets others go on before the rest of its page. */
    private static final Duration TURN = Duration.ofSeconds(1);

    private static final Duration SEND_LIMIT = Duration.ofSeconds(10);
    private static final Duration STOPPING_LIMIT = Duration.ofSeconds(5);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration SESSION_CHECK = Duration.ofSeconds(3);

    private final EventLog log;
    private final EventResponses responses;
    private final Sessions sessions;
    private final int connectionsPerUser;
    private final Map<UUID, Set<Feed>> feeds = new ConcurrentHashMap<>();
    private volatile Duration sendLimit = SEND_LIMIT;
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

    /** What turns while the hub runs: threads that carry, others that end what those may be stuck in, a clock, the tail's call. */
    private record Works(
            ThreadPoolExecutor pumps,
            ThreadPoolExecutor enders,
            ScheduledExecutorService clock,
            AutoCloseable registration) {}

    /** A client that takes longer for what it is given at once is too slow: it would hold up the others. */
    Duration sendLimit() {
        return sendLimit;
    }

    void sendLimit(Duration limit) {
        sendLimit = limit;
    }

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
        ThreadPoolExecutor pumps = pool(THREADS, new ThreadPoolExecutor.DiscardPolicy());
        ThreadPoolExecutor enders = pool(ENDING_THREADS, (ending, pool) -> ending.run());
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(FeedHub::daemon);
        clock.scheduleWithFixedDelay(this::heartbeat, 1, 1, TimeUnit.SECONDS);
        clock.scheduleWithFixedDelay(
                this::endSessions, SESSION_CHECK.toMillis(), SESSION_CHECK.toMillis(), TimeUnit.MILLISECONDS);
        works = new Works(pumps, enders, clock, log.onNewEvents(this::wake));
    }

    private static ThreadPoolExecutor pool(int threads, RejectedExecutionHandler refused) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), FeedHub::daemon, refused);
        pool.allowCoreThreadTimeOut(true);
        return pool;
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
        feeds.values().forEach(all -> all.forEach(feed -> feed.endApart(ending, Subscriber.Reason.STOPPING)));
        ending.pumps().shutdown();
        ending.enders().shutdown();
        try {
            if (!ending.enders().awaitTermination(STOPPING_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("Some live connections could not be ended in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
        try {
            feeds.values().forEach(all -> all.forEach(feed -> feed.tend(now)));
        } catch (RuntimeException | Error e) {
            LOG.error("Live connections could not be looked after; trying on", e);
        }
    }

    private void endSessions() {
        Works present = works;
        if (present == null) {
            return;
        }
        try {
            Set<UUID> held = feeds.values().stream()
                    .flatMap(Set::stream)
                    .map(feed -> feed.sessionId)
                    .collect(Collectors.toSet());
            if (held.isEmpty()) {
                return;
            }
            Set<UUID> valid = sessions.stillListening(held);
            feeds.values()
                    .forEach(all -> all.stream()
                            .filter(feed -> !valid.contains(feed.sessionId))
                            .forEach(feed -> feed.endApart(present, Subscriber.Reason.SESSION_ENDED)));
        } catch (RuntimeException | Error e) {
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
        /** Since when the transport has not yet taken what it was given; null where it has. */
        private volatile @Nullable Long sendingSince;

        private volatile boolean over;

        private Feed(UUID owner, UUID sessionId, long position, Subscriber subscriber) {
            this.owner = owner;
            this.sessionId = sessionId;
            this.position = position;
            this.subscriber = subscriber;
        }

        private void wake() {
            if (!over && wakes.getAndIncrement() == 0) {
                queue();
            }
        }

        private void queue() {
            Works present = works;
            if (present == null) {
                return;
            }
            try {
                present.pumps().execute(this::pump);
            } catch (Error e) {
                // No thread could be had: the next heartbeat wakes it anew.
                wakes.set(0);
                throw e;
            }
        }

        /** What is due: the end of a client that is too slow, a heartbeat. */
        void tend(long now) {
            Works present = works;
            Long since = sendingSince;
            if (present != null && since != null && now - since > sendLimit.toNanos()) {
                LOG.debug("A live connection ended: its client is too slow");
                endApart(present, Subscriber.Reason.TOO_SLOW);
            } else if (now - nextBeat >= 0) {
                nextBeat = now + HEARTBEAT.toNanos();
                beat = true;
                wake();
            }
        }

        /** One turn: a client that has much to get takes the next one behind all others that have something new. */
        private void pump() {
            int seen = wakes.get();
            boolean more = false;
            try {
                boolean beating = beat;
                if (beating) {
                    beat = false;
                    hand(subscriber::heartbeat);
                }
                more = sendNews(beating);
            } catch (IOException | IllegalStateException e) {
                LOG.debug("A live connection ended: {}", e.toString());
                end(Subscriber.Reason.GONE);
            } catch (RuntimeException e) {
                LOG.warn("A feed could not be read; its client will resume: {}", e.toString());
                end(Subscriber.Reason.FAILED);
            } catch (Error e) {
                // Nothing would wake it again.
                end(Subscriber.Reason.FAILED);
                throw e;
            } finally {
                if (over) {
                    close();
                }
            }
            if (!over && (more || !wakes.compareAndSet(seen, 0))) {
                queue();
            }
        }

        /**
         * Sends a page, part by part.
         *
         * @return whether there may be more
         */
        private boolean sendNews(boolean beating) throws IOException {
            List<LogEntry> entries = log.readPage(owner, position, PAGE);
            if (entries.isEmpty()) {
                if (beating && log.head(owner).position() < position) {
                    LOG.debug("A live connection ended: its log now ends before its place");
                    end(Subscriber.Reason.BEYOND_HEAD);
                }
                return false;
            }
            long began = System.nanoTime();
            int sent = 0;
            do {
                int end = endOfPart(entries, sent);
                send(entries.subList(sent, end));
                position = entries.get(end - 1).position();
                sent = end;
            } while (!over && sent < entries.size() && System.nanoTime() - began < TURN.toNanos());
            return true;
        }

        private static int endOfPart(List<LogEntry> entries, int start) {
            int end = start;
            long bytes = 0;
            do {
                bytes += entries.get(end).payload().length;
                end++;
            } while (end < entries.size() && bytes + entries.get(end).payload().length <= PART_BYTES);
            return end;
        }

        private void send(List<LogEntry> entries) throws IOException {
            List<LoggedEvent> wanted = entries.stream()
                    .map(entry -> new LoggedEvent(log.event(entry), entry))
                    .filter(logged -> subscriber.wants(logged.event()))
                    .toList();
            if (!wanted.isEmpty()) {
                List<CloudEvent> events = responses.of(wanted, true, false).stream()
                        .map(event -> CloudEvent.of(owner, event))
                        .toList();
                hand(() -> subscriber.send(events));
            }
        }

        private void hand(Handing handing) throws IOException {
            sendingSince = System.nanoTime();
            try {
                handing.run();
            } finally {
                sendingSince = null;
            }
        }

        private void end(Subscriber.Reason reason) {
            if (!over) {
                close();
                subscriber.close(reason);
            }
        }

        /**
         * For threads that must go on: a close waits for a transport that is stuck. What holds a pump remains one of its user's
         * connections for so long.
         */
        private void endApart(Works present, Subscriber.Reason reason) {
            if (!over) {
                over = true;
                if (sendingSince == null) {
                    close();
                }
                present.enders().execute(() -> subscriber.close(reason));
            }
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

    private interface Handing {

        void run() throws IOException;
    }
}
