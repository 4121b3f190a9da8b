package behflow.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import behflow.api.account.Sessions;
import behflow.api.audit.query.Names;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.Ids;
import behflow.api.kernel.LogEntry;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RecordedEvent;
import behflow.api.task.event.TaskDeleted;
import behflow.gateway.audit.EventResponses;
import behflow.gateway.kernel.Caller;
import behflow.gateway.kernel.QueryDoor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many clients share few threads: none of them has one for itself, and none is forgotten. */
class FeedHubTest {

    /** As many as carry. */
    private static final int THREADS = 64;

    private static final long ENDLESS = Long.MAX_VALUE;

    private final Map<UUID, Long> heads = new ConcurrentHashMap<>();
    private final FeedHub hub = new FeedHub(
            (EventLog) Proxy.newProxyInstance(
                    EventLog.class.getClassLoader(),
                    new Class<?>[] {EventLog.class},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "head" -> head((UUID) arguments[0]);
                        case "readPage" -> page((UUID) arguments[0], (long) arguments[1], (int) arguments[2]);
                        case "event" -> event((LogEntry) arguments[0]);
                        case "onNewEvents" -> (AutoCloseable) () -> {};
                        default -> throw new UnsupportedOperationException(method.getName());
                    }),
            new EventResponses(new NoNames()),
            (Sessions) Proxy.newProxyInstance(
                    Sessions.class.getClassLoader(),
                    new Class<?>[] {Sessions.class},
                    (proxy, method, arguments) ->
                            Set.copyOf((List<?>) List.copyOf((java.util.Collection<?>) arguments[0]))),
            new SimpleMeterRegistry(),
            5);

    @AfterEach
    void stop() {
        hub.stop();
    }

    @Test
    void givenClientsThatTakeNothing_whenTheyHoldEveryThread_thenTheyAreTooSlowAndOthersGoOn() throws Exception {
        hub.sendLimit(Duration.ofMillis(100));
        List<Stuck> stuck = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            stuck.add(new Stuck());
            open(1, stuck.get(i));
        }
        Reader reader = new Reader();
        open(3, reader);

        reader.expect(3);
        for (Stuck client : stuck) {
            assertThat(client.closed.get(20, TimeUnit.SECONDS)).isEqualTo(Subscriber.Reason.TOO_SLOW);
        }
    }

    @Test
    void givenClientsWithMoreThanTheyCanRead_whenTheyReadOn_thenOthersHaveTheirTurn() throws Exception {
        for (int i = 0; i < THREADS; i++) {
            open(ENDLESS, new Reader());
        }
        Reader reader = new Reader();
        open(450, reader);

        reader.expect(450);
    }

    @Test
    void givenErrorOfAClient_whenItIsCarriedTo_thenItIsEndedForItToResume() throws Exception {
        Reader failing = new Reader() {
            @Override
            public boolean wants(RecordedEvent event) {
                throw new OutOfMemoryError("of the test");
            }
        };
        open(1, failing);

        assertThat(failing.closed.get(20, TimeUnit.SECONDS)).isEqualTo(Subscriber.Reason.FAILED);
    }

    @Test
    void givenLogThatNowEndsBeforeTheClientsPlace_whenTheNextHeartbeatIsDue_thenItIsEnded() throws Exception {
        // The minutes that the test gives the clock must not be the time for which a client has taken nothing.
        hub.sendLimit(Duration.ofDays(1));
        Reader reader = new Reader();
        UUID owner = Ids.newId();
        heads.put(owner, 3L);
        FeedHub.Feed feed = hub.open(caller(owner), 0, reader);
        reader.expect(3);
        long due = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        feed.tend(due);
        assertThat(reader.heartbeat.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(reader.closed).isNotDone();

        heads.put(owner, 2L);
        feed.tend(due + TimeUnit.MINUTES.toNanos(1));

        assertThat(reader.closed.get(20, TimeUnit.SECONDS)).isEqualTo(Subscriber.Reason.BEYOND_HEAD);
        assertThatThrownBy(() -> hub.start(owner, 3L)).hasMessageContaining("beyond the head");
    }

    private void open(long head, Subscriber subscriber) {
        UUID owner = Ids.newId();
        heads.put(owner, head);
        hub.open(caller(owner), 0, subscriber);
    }

    private static Caller caller(UUID user) {
        return new Caller(user, "u", "U", "U", false, ZoneOffset.UTC, "dmy", Ids.newId());
    }

    private EventLog.Head head(UUID owner) {
        return new EventLog.Head(owner, heads.get(owner), new byte[32]);
    }

    private List<LogEntry> page(UUID owner, long after, int limit) {
        long last = Math.min(heads.get(owner), after + limit);
        return LongStream.rangeClosed(after + 1, last)
                .mapToObj(position -> new LogEntry(
                        owner,
                        position,
                        new UUID(0, position),
                        owner,
                        position,
                        "task.deleted",
                        "1",
                        position,
                        new byte[0],
                        new byte[0],
                        null,
                        new byte[32],
                        new byte[32],
                        new byte[32]))
                .toList();
    }

    private static RecordedEvent event(LogEntry entry) {
        return new RecordedEvent(
                entry.ownerId(),
                entry.position(),
                entry.eventId(),
                entry.subjectId(),
                entry.sequence(),
                Instant.EPOCH,
                new TaskDeleted(),
                Origin.ofUser(entry.ownerId(), entry.eventId()));
    }

    private static final class NoNames extends QueryDoor {

        NoNames() {
            super(null);
        }

        @Override
        public <R> R find(Object query, Class<R> type) {
            return type.cast(new Names(Map.of(), Map.of()));
        }
    }

    private static class Reader implements Subscriber {
        final CompletableFuture<Reason> closed = new CompletableFuture<>();
        final CountDownLatch heartbeat = new CountDownLatch(1);
        private final BlockingQueue<Long> seen = new LinkedBlockingQueue<>(1_000);

        void expect(long last) throws InterruptedException {
            for (long position = 1; position <= last; position++) {
                assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo(position);
            }
        }

        @Override
        public boolean wants(RecordedEvent event) {
            return true;
        }

        @Override
        public void send(List<CloudEvent> events) {
            events.forEach(event -> seen.offer(event.sequence()));
        }

        @Override
        public void heartbeat() {
            heartbeat.countDown();
        }

        @Override
        public void close(Reason reason) {
            closed.complete(reason);
        }
    }

    /** Takes nothing until it is closed. */
    private static final class Stuck extends Reader {

        @Override
        public void send(List<CloudEvent> events) {
            closed.join();
        }
    }
}
