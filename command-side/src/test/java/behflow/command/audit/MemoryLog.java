package behflow.command.audit;

import behflow.api.audit.OnConflict;
import behflow.api.audit.TaskAspect;
import behflow.api.audit.UndoneField;
import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.Ids;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RecordedEvent;
import behflow.api.task.TaskState;
import behflow.api.task.event.TaskCreated;
import behflow.api.task.event.TaskEvent;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One owner's log in memory, with undos as the command handler makes them. */
final class MemoryLog {

    final UUID owner = Ids.newId();
    private final List<RecordedEvent> events = new ArrayList<>();
    private final Map<UUID, TaskState> tasks = new LinkedHashMap<>();
    private final Map<UUID, List<UUID>> undos = new HashMap<>();

    /** A new task with an empty description, created by the cause. */
    UUID create(UUID cause, String name, String priority, @Nullable Instant due, String... tags) {
        UUID task = Ids.newId(owner);
        append(cause, task, new TaskCreated(name, "", priority, due, List.of(tags)));
        return task;
    }

    /** Sets one field, or nothing where it has the value. */
    void set(UUID cause, UUID task, TaskAspect aspect, @Nullable Object to) {
        Object from = aspect.of(task(task));
        if (from == null ? to != null : !from.equals(to)) {
            append(cause, task, FieldEvents.of(aspect, from, to));
        }
    }

    void append(UUID cause, UUID task, DomainEvent event) {
        TaskState state = tasks.get(task);
        long sequence = state == null ? 0 : state.version() + 1;
        Instant at = Instant.EPOCH.plusSeconds(events.size());
        if (event instanceof TaskEvent change) {
            tasks.put(task, TaskState.evolve(state, task, owner, change, sequence, at));
        }
        events.add(new RecordedEvent(
                owner, events.size() + 1L, UUID.randomUUID(), task, sequence, at, event, Origin.ofUser(owner, cause)));
    }

    TaskState task(UUID task) {
        return tasks.get(task);
    }

    Map<UUID, TaskState> tasks() {
        return Map.copyOf(tasks);
    }

    List<RecordedEvent> events() {
        return List.copyOf(events);
    }

    /** For messages: c3 for the third cause, t2 for the second task. */
    String shortName(UUID id) {
        int task = new ArrayList<>(tasks.keySet()).indexOf(id);
        return task >= 0 ? "t" + task : "c" + new ArrayList<>(causes()).indexOf(id);
    }

    Set<UUID> causes() {
        return events.stream()
                .map(e -> e.origin().correlationId())
                .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
    }

    List<UndoneField> preview(UUID cause, OnConflict onConflict) {
        return plan(cause, onConflict, null).changes();
    }

    /** Undoes as a new cause, which is answered. */
    UUID undo(UUID cause, OnConflict onConflict, TaskAspect... fields) {
        UUID own = Ids.newId();
        UndoPlan plan = plan(cause, onConflict, fields.length == 0 ? null : Set.of(fields));
        plan.compensations().forEach(c -> c.events().forEach(event -> append(own, c.taskId(), event)));
        if (!plan.compensations().isEmpty()) {
            undos.computeIfAbsent(cause, c -> new ArrayList<>()).add(own);
        }
        return own;
    }

    /** As if the text of the task had been taken out of the log, before an event that says so. */
    void erase(UUID cause, UUID task) {
        for (int i = 0; i < events.size(); i++) {
            RecordedEvent event = events.get(i);
            if (event.subjectId().equals(task)) {
                events.set(
                        i,
                        new RecordedEvent(
                                event.ownerId(),
                                event.position(),
                                event.eventId(),
                                task,
                                event.sequence(),
                                event.timestamp(),
                                Erasure.of((TaskEvent) event.payload()),
                                event.origin()));
            }
        }
        append(cause, task, new behflow.api.task.event.TaskErased("request", List.of(), ""));
    }

    private UndoPlan plan(UUID cause, OnConflict onConflict, @Nullable Set<TaskAspect> fields) {
        List<RecordedEvent> done = events.stream()
                .filter(e -> e.origin().correlationId().equals(cause))
                .toList();
        Map<UUID, List<RecordedEvent>> byTask =
                events.stream().collect(Collectors.groupingBy(RecordedEvent::subjectId));
        return UndoPlan.of(new Undo(cause, family(cause), onConflict, fields, events.size()), done, byTask, Map.of());
    }

    private Set<UUID> family(UUID cause) {
        Set<UUID> family = new HashSet<>();
        Deque<UUID> open = new ArrayDeque<>(List.of(cause));
        while (!open.isEmpty()) {
            UUID next = open.pop();
            if (family.add(next)) {
                open.addAll(undos.getOrDefault(next, List.of()));
            }
        }
        return family;
    }
}
