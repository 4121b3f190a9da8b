package behflow.command.account;

import behflow.api.account.Sessions.Session;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Sessions found a moment ago, each to be used again until its lease has run out: {@link #LENGTH} after the moment before the
 * database was asked. Nobody is told that one has changed. Who ends a session, or changes what it shows, calls {@link #awaitRunOut}
 * between commit and answer; then no node has the old one any more. Only durations are compared, no clock with another node's.
 *
 * <p>Any thread may use what is held; one keeps and forgets.
 */
final class SessionLeases {

    static final Duration LENGTH = Duration.ofMillis(90);

    /** The rest is for clocks that go at different speeds or by whole milliseconds. */
    private static final Duration WAIT = Duration.ofMillis(100);

    private static final int MOST = 10_000;

    private final long millis;
    private final LongSupplier monotonic;
    private final LongSupplier wall;
    private final Map<ByteBuffer, Lease> held = new ConcurrentHashMap<>();
    private final Queue<Lease> oldestFirst = new ArrayDeque<>();

    /** When the database is about to be asked, by both clocks. */
    record Moment(long nanos, long millis) {}

    private static final class Lease {
        private final ByteBuffer token;
        private final Session session;
        private final Moment asked;
        private volatile boolean used;

        private Lease(ByteBuffer token, Session session, Moment asked) {
            this.token = token;
            this.session = session;
            this.asked = asked;
        }
    }

    /**
     * @param idle      how long an unused session lives; it is late by two tenths of that at most
     * @param monotonic {@link System#nanoTime}
     * @param wall      {@link System#currentTimeMillis}
     */
    SessionLeases(Duration idle, LongSupplier monotonic, LongSupplier wall) {
        this.millis = Math.min(LENGTH.toMillis(), idle.toMillis() / 10);
        this.monotonic = monotonic;
        this.wall = wall;
    }

    /** Returns when whatever any node had found before this call has run out; not cut short by an interrupt. */
    static void awaitRunOut() {
        long end = System.nanoTime() + WAIT.toNanos();
        boolean interrupted = false;
        for (long left = WAIT.toNanos(); left > 0; left = end - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.sleep(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    Moment now() {
        return new Moment(monotonic.getAsLong(), wall.getAsLong());
    }

    /** @param token its hash */
    Optional<Session> find(ByteBuffer token) {
        Lease lease = held.get(token);
        if (lease == null || isOver(lease, millis, now())) {
            return Optional.empty();
        }
        if (!lease.used) {
            lease.used = true;
        }
        return Optional.of(lease.session);
    }

    /** @param asked before the statement that found it was sent */
    void keep(ByteBuffer token, Session session, Moment asked) {
        if (oldestFirst.size() < MOST) {
            Lease lease = new Lease(token, session, asked);
            oldestFirst.add(lease);
            held.put(token, lease);
        }
    }

    /**
     * Tokens to ask for along with another: they were used since they were found, and half of their lease is over, or it has run out
     * no longer ago than it was long.
     */
    List<ByteBuffer> toRenew(int most) {
        Moment now = now();
        List<ByteBuffer> tokens = new ArrayList<>();
        for (Lease lease : oldestFirst) {
            if (tokens.size() >= most || !isOver(lease, millis / 2, now)) {
                break;
            }
            if (lease.used && held.get(lease.token) == lease && !isOver(lease, millis * 2, now)) {
                tokens.add(lease.token);
            }
        }
        return tokens;
    }

    void forgetRunOut() {
        Moment now = now();
        for (Lease oldest = oldestFirst.peek();
                oldest != null && isOver(oldest, millis, now);
                oldest = oldestFirst.peek()) {
            oldestFirst.remove();
            held.remove(oldest.token, oldest);
        }
    }

    boolean isEmpty() {
        return oldestFirst.isEmpty();
    }

    /** How many tokens, for tests: from any thread. */
    int size() {
        return held.size();
    }

    /** By both clocks: while a machine is suspended, the monotonic one may stand still; the other one may be set. */
    private static boolean isOver(Lease lease, long millis, Moment now) {
        long since = now.millis - lease.asked.millis;
        return since < 0 || since >= millis || now.nanos - lease.asked.nanos >= TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
