package behflow.command.eventstore;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One reader's place in the order of all owners' events; it reads ahead in pages and is woken by the {@link Tail}. */
final class TailStream implements BlockingStream<TrackedEventMessage<?>> {

    private static final Logger LOG = LoggerFactory.getLogger(TailStream.class);

    private final SharedPages pages;
    private final Tail tail;
    private final int setbacks;
    private final AutoCloseable registration;
    private final Deque<TrackedEventMessage<?>> buffer = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private LogToken position;
    private volatile @Nullable Runnable callback;
    private boolean first = true;

    TailStream(SharedPages pages, Tail tail, LogToken position) {
        this.pages = pages;
        this.tail = tail;
        this.setbacks = tail.setbacks();
        this.position = position;
        this.registration = tail.onComplete(this::wake);
    }

    @Override
    public Optional<TrackedEventMessage<?>> peek() {
        fill();
        return Optional.ofNullable(buffer.peek());
    }

    @Override
    public boolean hasNextAvailable(int timeout, TimeUnit unit) throws InterruptedException {
        fill();
        if (buffer.isEmpty() && timeout > 0) {
            awaitMove(unit.toNanos(timeout));
            fill();
        }
        return !buffer.isEmpty();
    }

    @Override
    public TrackedEventMessage<?> nextAvailable() throws InterruptedException {
        while (!hasNextAvailable(1, TimeUnit.SECONDS)) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return buffer.remove();
    }

    @Override
    public boolean setOnAvailableCallback(Runnable onAvailable) {
        this.callback = onAvailable;
        return true;
    }

    @Override
    public void close() {
        pages.forget();
        try {
            registration.close();
        } catch (Exception e) {
            LOG.warn("A stream could not be unregistered", e);
        }
    }

    private void wake() {
        lock.lock();
        try {
            moved.signalAll();
        } finally {
            lock.unlock();
        }
        Runnable onAvailable = callback;
        if (onAvailable != null) {
            onAvailable.run();
        }
    }

    private void awaitMove(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && tail.head().compareTo(position) <= 0 && tail.setbacks() == setbacks) {
                left = moved.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reads on where the buffer is empty and the tail has moved past it, or where nobody has looked yet.
     *
     * @throws EventStoreException where the stream is to be opened again from a stored token
     */
    private void fill() {
        if (tail.setbacks() != setbacks) {
            throw new EventStoreException("Transaction ids have gone back: this stream may be beyond what is to come");
        }
        if (!buffer.isEmpty() || !first && tail.head().compareTo(position) <= 0) {
            return;
        }
        first = false;
        LogToken known = tail.head();
        SharedPages.Page page = pages.after(position);
        if (page.end().equals(position)) {
            position = position.compareTo(known) < 0 ? known : position;
            return;
        }
        buffer.addAll(page.events());
        position = page.end();
    }
}
