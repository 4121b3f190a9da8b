package behflow.command.eventstore;

import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.Ids;
import behflow.api.kernel.RejectedException;
import behflow.api.task.event.TaskCreated;
import behflow.api.task.event.TaskDescribed;
import behflow.api.task.event.TaskPriorityChanged;
import behflow.api.task.event.TaskRenamed;
import behflow.api.task.event.TaskStatusChanged;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.modelling.command.ConcurrencyException;

/**
 * Writers on several nodes: hot and cold owners and tasks, so that many lose races; some poison. What they know of a task's
 * version they share, so it is mostly right and often late.
 */
final class Load implements AutoCloseable {

    static final int OWNERS = 12;
    private static final int TASKS = 8;

    final Ledger ledger;
    final AtomicInteger conflicts = new AtomicInteger();
    final AtomicInteger poisoned = new AtomicInteger();
    final AtomicInteger unavailable = new AtomicInteger();
    final Set<String> surprises = ConcurrentHashMap.newKeySet();
    private final AtomicLong nextAttempt = new AtomicLong();
    private final List<EventStoreNode> nodes;
    private final UUID[] owners = new UUID[OWNERS];
    private final UUID[][] tasks = new UUID[OWNERS][TASKS];
    private final Map<UUID, Long> versions = new ConcurrentHashMap<>();
    private final List<Thread> writers = new ArrayList<>();
    private final boolean withPoison;
    private volatile boolean ending;

    Load(long seed, Ledger ledger, int threads, boolean withPoison, EventStoreNode... nodes) {
        this(seed, ledger, threads, withPoison, Ids.newId(), nodes);
    }

    /** @param hottest the owner with most of the writes */
    Load(long seed, Ledger ledger, int threads, boolean withPoison, UUID hottest, EventStoreNode... nodes) {
        System.out.println("Seed of the load: " + seed);
        this.ledger = ledger;
        this.nodes = List.of(nodes);
        this.withPoison = withPoison;
        for (int o = 0; o < OWNERS; o++) {
            owners[o] = o == 0 ? hottest : Ids.newId();
            for (int t = 0; t < TASKS; t++) {
                tasks[o][t] = Ids.newId(owners[o]);
            }
        }
        for (int i = 0; i < threads; i++) {
            Random random = new Random(seed + i);
            Thread writer = new Thread(() -> write(random), "writer-" + i);
            writers.add(writer);
            writer.start();
        }
    }

    UUID owner(int number) {
        return owners[number];
    }

    /** How many attempts have been made so far. */
    long attempts() {
        return nextAttempt.get();
    }

    private void write(Random random) {
        while (!ending) {
            nextAttempt.incrementAndGet();
            int o = hot(random, OWNERS);
            UUID owner = owners[o];
            UUID task = random.nextInt(6) == 0 ? Ids.newId(owner) : tasks[o][hot(random, TASKS)];
            long version = versions.getOrDefault(task, -1L);
            List<DomainEvent> events = events(random, version);
            attempt(nodes.get(random.nextInt(nodes.size())), owner, task, version, events);
        }
    }

    private static int hot(Random random, int bound) {
        return random.nextInt(3) == 0 ? 0 : random.nextInt(bound);
    }

    private List<DomainEvent> events(Random random, long version) {
        List<DomainEvent> events = new ArrayList<>();
        if (version < 0) {
            events.add(new TaskCreated("Task", "", "low", null, List.of()));
        }
        int more = random.nextInt(3);
        for (int i = 0; i < more || events.isEmpty(); i++) {
            events.add(
                    random.nextBoolean()
                            ? new TaskPriorityChanged("low", "high")
                            : new TaskStatusChanged("not_started", "in_progress"));
        }
        if (withPoison && random.nextInt(100) == 0) {
            events.add(
                    random.nextBoolean()
                            ? new TaskRenamed("Task", TestRows.POISON)
                            : new TaskDescribed("", TestRows.REFUSED));
        }
        return events;
    }

    private void attempt(EventStoreNode node, UUID owner, UUID task, long version, List<DomainEvent> events) {
        List<DomainEventMessage<?>> messages =
                StoreFixture.messages(owner, task, version + 1, events.toArray(DomainEvent[]::new));
        List<UUID> ids = messages.stream()
                .map(message -> UUID.fromString(message.getIdentifier()))
                .toList();
        ledger.tries(ids);
        try {
            node.engine().appendEvents(messages);
            ledger.acknowledged(ids);
            versions.merge(task, version + events.size(), Math::max);
        } catch (ConcurrencyException e) {
            conflicts.incrementAndGet();
            ledger.refused(ids);
            relearn(node, task);
        } catch (EventStoreException e) {
            poisoned.incrementAndGet();
            ledger.refused(ids);
        } catch (RejectedException e) {
            unavailable.incrementAndGet();
            if (!e.detail().contains("not known")) {
                ledger.refused(ids);
            }
            pause(20);
            relearn(node, task);
        } catch (RuntimeException e) {
            surprises.add(e.toString());
        }
    }

    private void relearn(EventStoreNode node, UUID task) {
        try {
            node.engine()
                    .lastSequenceNumberFor(task.toString())
                    .ifPresent(last -> versions.merge(task, last, Math::max));
        } catch (EventStoreException databaseAway) {
            pause(50);
        }
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets the writers end what they are at. */
    @Override
    public void close() throws InterruptedException {
        ending = true;
        for (Thread writer : writers) {
            writer.join(30_000);
            if (writer.isAlive()) {
                surprises.add(writer.getName() + " hangs: " + List.of(writer.getStackTrace()));
            }
        }
    }

    @Override
    public String toString() {
        return attempts() + " attempts, " + conflicts + " conflicts, " + poisoned + " poisoned, " + unavailable
                + " unavailable; " + ledger;
    }
}
