package behflow.query.analytics;

import behflow.api.account.event.AccountDisabled;
import behflow.api.account.event.AccountEnabled;
import behflow.api.account.event.AccountErased;
import behflow.api.account.event.AccountRegistered;
import behflow.api.account.event.AccountTimezoneChanged;
import behflow.api.kernel.ActorKind;
import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.Ids;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RecordedEvent;
import behflow.api.task.Priority;
import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import behflow.api.task.event.TaskCreated;
import behflow.api.task.event.TaskDeleted;
import behflow.api.task.event.TaskDescribed;
import behflow.api.task.event.TaskErased;
import behflow.api.task.event.TaskEvent;
import behflow.api.task.event.TaskPriorityChanged;
import behflow.api.task.event.TaskRenamed;
import behflow.api.task.event.TaskRescheduled;
import behflow.api.task.event.TaskRestored;
import behflow.api.task.event.TaskStatusChanged;
import behflow.api.task.event.TaskTagsChanged;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A user's log as it could be: any status after any other, deletions, restores, changes of zone, erased text. */
final class RandomHistory {

    private static final String[] ZONES = {
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "Asia/Tehran",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
        "Atlantic/Azores"
    };
    private static final ActorKind[] ACTORS = ActorKind.values();

    private final Random random;
    private final UUID owner;
    private final Map<UUID, TaskState> tasks = new HashMap<>();
    private final List<UUID> ids = new ArrayList<>();
    private final List<RecordedEvent> events = new ArrayList<>();
    private Instant now = Instant.parse("2026-02-20T10:00:00.123456Z");
    private @Nullable String zone;
    private long accountSequence;

    private RandomHistory(long seed) {
        this.random = new Random(seed);
        this.owner = id();
    }

    static List<RecordedEvent> of(long seed, int length) {
        RandomHistory history = new RandomHistory(seed);
        history.account(new AccountRegistered());
        while (history.events.size() < length) {
            history.step();
        }
        return history.events;
    }

    /** The log after its owner's account was erased, which is its last event. */
    static List<RecordedEvent> erased(List<RecordedEvent> log) {
        List<RecordedEvent> erased = new ArrayList<>();
        for (RecordedEvent event : log) {
            erased.add(with(event, event.position(), event.sequence(), forgotten(event.payload())));
        }
        RecordedEvent last = log.get(log.size() - 1);
        erased.add(with(
                new RecordedEvent(
                        last.ownerId(),
                        last.position(),
                        Ids.newId(),
                        last.ownerId(),
                        0,
                        last.timestamp(),
                        last.payload(),
                        last.origin()),
                last.position() + 1,
                1_000,
                new AccountErased("user_request", List.of(List.of(1L, last.position())), "00")));
        return erased;
    }

    private static RecordedEvent with(RecordedEvent event, long position, long sequence, DomainEvent payload) {
        return new RecordedEvent(
                event.ownerId(),
                position,
                event.eventId(),
                event.subjectId(),
                sequence,
                event.timestamp(),
                payload,
                event.origin());
    }

    private static DomainEvent forgotten(DomainEvent event) {
        if (event instanceof TaskCreated created) {
            return new TaskCreated(null, null, created.priority(), created.dueDate(), null);
        } else if (event instanceof TaskRenamed) {
            return new TaskRenamed(null, null);
        } else if (event instanceof TaskDescribed) {
            return new TaskDescribed(null, null);
        } else if (event instanceof TaskTagsChanged) {
            return new TaskTagsChanged(null, null);
        } else if (event instanceof AccountTimezoneChanged) {
            return new AccountTimezoneChanged(null, null);
        }
        return event;
    }

    private void step() {
        // Several changes of one request, or hours, or some days later.
        int pause = random.nextInt(10);
        if (pause > 3) {
            now = now.plus(Duration.ofMinutes(random.nextInt(pause == 9 ? 5_000 : 400)))
                    .plus(random.nextInt(1_000_000), ChronoUnit.MICROS);
        }
        int kind = random.nextInt(40);
        if (kind == 0) {
            String next = random.nextInt(4) == 0 ? null : ZONES[random.nextInt(ZONES.length)];
            account(new AccountTimezoneChanged(zone, next));
            zone = next;
        } else if (kind == 1) {
            account(random.nextBoolean() ? new AccountDisabled() : new AccountEnabled());
        } else if (kind < 12 || ids.isEmpty()) {
            UUID id = Ids.derived(owner, "task", Integer.toString(ids.size()));
            ids.add(id);
            task(id, new TaskCreated(text(), text(), Priority.LOW.wire(), due(), List.of("a", text())));
        } else {
            change(tasks.get(ids.get(random.nextInt(ids.size()))));
        }
    }

    private void change(TaskState task) {
        if (task.deleted()) {
            int kind = random.nextInt(10);
            if (kind < 6 && task.name() != null) {
                task(task.taskId(), new TaskRestored());
            } else if (kind == 6 && task.name() != null) {
                task(task.taskId(), new TaskErased("user_request", List.of(List.of(1L, 2L)), "00"));
            }
            return;
        }
        TaskStatus status = TaskStatus.values()[random.nextInt(4)];
        switch (random.nextInt(12)) {
            case 0 -> task(task.taskId(), new TaskRenamed(task.name(), text()));
            case 1 -> task(task.taskId(), new TaskDescribed(task.description(), text()));
            case 2 ->
                task(
                        task.taskId(),
                        new TaskPriorityChanged(task.priority().wire(), Priority.values()[random.nextInt(4)].wire()));
            case 3 -> task(task.taskId(), new TaskRescheduled(task.dueDate(), due()));
            case 4 -> task(task.taskId(), new TaskTagsChanged(task.tags(), List.of(text(), "b")));
            case 5 -> task(task.taskId(), new TaskDeleted());
            default -> {
                if (status != task.status()) {
                    task(task.taskId(), new TaskStatusChanged(task.status().wire(), status.wire()));
                }
            }
        }
    }

    private @Nullable Instant due() {
        return random.nextBoolean()
                ? null
                : now.plus(Duration.ofHours(random.nextInt(400) - 100)).truncatedTo(ChronoUnit.SECONDS);
    }

    private String text() {
        return "t\t\"" + random.nextInt(100) + "\\ \n{ä}," + "\r\\N";
    }

    private void task(UUID id, TaskEvent event) {
        TaskState before = tasks.get(id);
        long sequence = before == null ? 0 : before.version() + 1;
        tasks.put(id, TaskState.evolve(before, id, owner, event, sequence, now));
        record(id, sequence, event);
    }

    private void account(DomainEvent event) {
        record(owner, accountSequence++, event);
    }

    private void record(UUID subject, long sequence, DomainEvent event) {
        ActorKind actor = ACTORS[random.nextInt(ACTORS.length)];
        Origin origin = new Origin(
                actor,
                owner,
                owner,
                id(),
                random.nextBoolean() ? id() : null,
                id(),
                actor == ActorKind.AGENT ? id() : null,
                null,
                actor == ActorKind.PROCESS ? id() : null,
                0);
        events.add(new RecordedEvent(owner, events.size() + 1, id(), subject, sequence, now, event, origin));
    }

    private UUID id() {
        return new UUID(random.nextLong(), random.nextLong());
    }
}
