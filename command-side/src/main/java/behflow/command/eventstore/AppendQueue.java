package behflow.command.eventstore;

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

/**
 * Units that wait to be appended, one line for each owner. A line is with one appender at a time, so appenders of a node
 * never wait for each other; an owner whose log another node or transaction holds stands in a line of those, and holds up
 * nobody else.
 */
final class AppendQueue {

    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freeCame = lock.newCondition();
    private final Condition heldCame = lock.newCondition();
    private final Map<UUID, Line> lines = new HashMap<>();
    private final Deque<Line> free = new ArrayDeque<>();
    private final Deque<Line> held = new ArrayDeque<>();
    private int size;
    private boolean closed;

    AppendQueue(int capacity) {
        this.capacity = capacity;
    }

    private static final class Line {
        private final UUID owner;
        private final Deque<AppendUnit> units = new ArrayDeque<>();

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
                free.add(line);
                freeCame.signal();
            }
            line.units.add(unit);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for work: of owners that nobody is known to hold, or one owner that somebody held.
     *
     * @return no units where the queue is closed and nothing of the kind can come any more
     */
    Batch take(boolean ofHeld, int maximumUnits, int maximumEvents) {
        lock.lock();
        try {
            Deque<Line> source = ofHeld ? held : free;
            while (source.isEmpty()) {
                if (closed && lines.isEmpty()) {
                    return new Batch(List.of(), Set.of());
                }
                (ofHeld ? heldCame : freeCame).awaitUninterruptibly();
            }
            List<AppendUnit> units = new ArrayList<>();
            Set<UUID> owners = new HashSet<>();
            int events = 0;
            while (!source.isEmpty() && units.size() < maximumUnits && events < maximumEvents) {
                Line line = source.remove();
                owners.add(line.owner);
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
                    free.add(line);
                    freeCame.signal();
                }
            }
            if (closed) {
                wakeAll();
            }
        } finally {
            lock.unlock();
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
