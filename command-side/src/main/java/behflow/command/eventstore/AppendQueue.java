package behflow.command.eventstore;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Units that wait to be appended, one line for each owner. A line is with one appender at a time, so appenders of a node
 * never wait for each other; an owner whose log another node or transaction holds stands in a line of those, and holds up
 * nobody else.
 */
final class AppendQueue {

    private static final Logger LOG = LoggerFactory.getLogger(AppendQueue.class);
    private static final Duration FILLING = Duration.ofMillis(1);
    /** So many are never too few. */
    private static final int FULL = 64;

    private final int capacity;
    private final long fillingNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freeCame = lock.newCondition();
    private final Condition heldCame = lock.newCondition();
    private final Map<UUID, Line> lines = new HashMap<>();
    private final Deque<Line> free = new ArrayDeque<>();
    private final Deque<Line> held = new ArrayDeque<>();
    private int size;
    /** Units in the lines that are free. */
    private int ready;
    /** Units that are being committed while others may be taken. */
    private int committing;

    private boolean closed;

    AppendQueue(int capacity) {
        this(capacity, FILLING);
    }

    /** @param filling how long a batch may wait for more while another is being committed */
    AppendQueue(int capacity, Duration filling) {
        this.capacity = capacity;
        this.fillingNanos = filling.toNanos();
    }

    private static final class Line {
        private final UUID owner;
        private final Deque<AppendUnit> units = new ArrayDeque<>();
        private boolean free;

        private Line(UUID owner) {
            this.owner = owner;
        }
    }

    /** What one transaction takes; {@link #done} must follow. */
    record Batch(List<AppendUnit> units, Set<UUID> owners) {}

    /** @return false where the queue is full or closed */
    boolean offer(AppendUnit unit) {
        lock.lock();
        try {
            if (closed || size >= capacity) {
                return false;
            }
            size++;
            Line line = lines.get(unit.ownerId());
            if (line == null) {
                line = new Line(unit.ownerId());
                lines.put(line.owner, line);
                free(line);
            }
            line.units.add(unit);
            if (line.free) {
                ready++;
                signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for work: of owners that nobody is known to hold, enough of it where others are being committed, or one owner that
     * somebody held.
     *
     * @return no units where the queue is closed and nothing of the kind can come any more
     */
    Batch take(boolean ofHeld, int maximumUnits, int maximumEvents) {
        lock.lock();
        try {
            Deque<Line> source = ofHeld ? held : free;
            do {
                while (source.isEmpty()) {
                    if (closed && lines.isEmpty()) {
                        return new Batch(List.of(), Set.of());
                    }
                    (ofHeld ? heldCame : freeCame).awaitUninterruptibly();
                }
                if (!ofHeld) {
                    awaitEnough();
                }
                // Another may have taken all there was, meanwhile.
            } while (source.isEmpty());
            List<AppendUnit> units = new ArrayList<>();
            Set<UUID> owners = new HashSet<>();
            int events = 0;
            while (!source.isEmpty() && units.size() < maximumUnits && events < maximumEvents) {
                Line line = source.remove();
                owners.add(line.owner);
                if (line.free) {
                    line.free = false;
                    ready -= line.units.size();
                }
                while (!line.units.isEmpty() && units.size() < maximumUnits && events < maximumEvents) {
                    AppendUnit unit = line.units.remove();
                    size--;
                    if (unit.claim()) {
                        units.add(unit);
                        events += unit.events().size();
                    }
                }
                if (ofHeld) {
                    break;
                }
            }
            return new Batch(units, owners);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends a batch.
     *
     * @param busy units that are to be tried again, because somebody held their owners' logs; they come first in their lines
     */
    void done(Batch batch, Collection<AppendUnit> busy) {
        lock.lock();
        try {
            Set<UUID> stillHeld = new HashSet<>();
            Deque<AppendUnit> backwards = new ArrayDeque<>();
            busy.forEach(backwards::push);
            for (AppendUnit unit : backwards) {
                unit.release();
                lines.get(unit.ownerId()).units.push(unit);
                stillHeld.add(unit.ownerId());
                size++;
            }
            for (UUID owner : batch.owners()) {
                Line line = lines.get(owner);
                if (line.units.isEmpty()) {
                    lines.remove(owner);
                } else if (stillHeld.contains(owner)) {
                    held.add(line);
                    heldCame.signal();
                } else {
                    free(line);
                    signal();
                }
            }
            if (closed) {
                wakeAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * So many units are being committed while others may be taken. Until {@link #committed}, half as many are waited for, though
     * not for long: what a batch costs besides its units is there for a small one too.
     */
    void committing(int units) {
        lock.lock();
        try {
            committing += units;
        } finally {
            lock.unlock();
        }
    }

    void committed(int units) {
        lock.lock();
        try {
            committing -= units;
            signal();
        } finally {
            lock.unlock();
        }
    }

    private void free(Line line) {
        free.add(line);
        line.free = true;
        ready += line.units.size();
    }

    /** A commit that hangs holds up nobody for longer than this. */
    private void awaitEnough() {
        long until = System.nanoTime() + fillingNanos;
        long left = fillingNanos;
        while (!enough() && left > 0) {
            try {
                freeCame.awaitNanos(left);
            } catch (InterruptedException e) {
                LOG.warn("Interrupted while a batch filled; it is taken as it is", e);
                return;
            }
            left = until - System.nanoTime();
        }
    }

    /** Whether what has come makes a batch. */
    private boolean enough() {
        return !free.isEmpty() && (closed || ready >= Math.min(FULL, (committing + 1) / 2));
    }

    /** Whoever waits for the first of a batch waits without end, and for more of it only a moment. */
    private void signal() {
        if (free.size() == 1 || enough()) {
            freeCame.signal();
        }
    }

    /** Units that have waited for so many nanoseconds, whoever has claimed them; they stay in their lines. */
    List<AppendUnit> waitingFor(long nanos) {
        lock.lock();
        try {
            List<AppendUnit> late = new ArrayList<>();
            for (Line line : lines.values()) {
                line.units.stream().filter(unit -> unit.waited() >= nanos).forEach(late::add);
            }
            return late;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return size;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            wakeAll();
        } finally {
            lock.unlock();
        }
    }

    boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void wakeAll() {
        freeCame.signalAll();
        heldCame.signalAll();
    }

    /** What is left when those who took from it have ended. */
    List<AppendUnit> drain() {
        lock.lock();
        try {
            List<AppendUnit> left = new ArrayList<>();
            lines.values().forEach(line -> left.addAll(line.units));
            lines.values().forEach(line -> line.units.clear());
            size = 0;
            return left;
        } finally {
            lock.unlock();
        }
    }
}
