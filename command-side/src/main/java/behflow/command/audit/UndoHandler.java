package behflow.command.audit;

import behflow.api.audit.OnConflict;
import behflow.api.audit.TaskAspect;
import behflow.api.audit.UndoReport;
import behflow.api.audit.command.ContinueUndo;
import behflow.api.audit.command.RevertCause;
import behflow.api.audit.event.UndoRecorded;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RecordedEvent;
import behflow.api.kernel.RejectedException;
import behflow.api.process.event.ProcessCreated;
import behflow.api.task.event.TaskEvent;
import behflow.command.audit.UndoPlan.Compensation;
import behflow.command.audit.UndoPlan.Removal;
import behflow.command.process.ProcessAggregate;
import behflow.command.task.TaskAggregate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.config.Configuration;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.modelling.command.Repository;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Undoes causes: plans on the log as it is, and applies the plan to aggregates at the very versions it was made for. Where one
 * has moved on meanwhile the command is decided again.
 */
@Component
class UndoHandler {

    private final EventLog log;
    private final RunningCauses runningCauses;
    private final Configuration axon;
    private final int tasksAtOnce;

    /** @param tasksAtOnce so many tasks change in one transaction */
    UndoHandler(
            EventLog log,
            RunningCauses runningCauses,
            Configuration axon,
            @Value("${behflow.undo.tasks-at-once:5000}") int tasksAtOnce) {
        this.log = log;
        this.runningCauses = runningCauses;
        this.axon = axon;
        this.tasksAtOnce = tasksAtOnce;
    }

    @CommandHandler
    UndoReport revert(RevertCause command, MetaData metadata) throws Exception {
        UUID owner = command.ownerId();
        UUID own = Origin.fromMetadata(metadata).correlationId();
        long position = log.head(owner).position();
        List<RecordedEvent> done = log.readCause(owner, command.correlationId()).stream()
                .filter(event -> event.position() <= position)
                .toList();
        if (done.isEmpty()) {
            throw RejectedException.notFound();
        }
        if (command.ifPosition() != null && command.ifPosition() > position) {
            throw RejectedException.invalid("if_position", "if_position must not be beyond the head of the log.");
        }
        Map<UUID, List<RecordedEvent>> family = family(owner, command.correlationId());
        if (runningCauses.running(done) || family.values().stream().anyMatch(UndoHandler::unfinished)) {
            throw RejectedException.conflict("This is still running; undo it when it is over");
        }
        Map<UUID, List<RecordedEvent>> tasks = streams(owner, done, TaskEvent.class, position);
        Map<UUID, List<RecordedEvent>> processes = streams(owner, done, ProcessCreated.class, position);
        refuseChangedSince(tasks, "tasks", command.ifPosition());
        refuseChangedSince(processes, "processes", command.ifPosition());
        Undo undo =
                new Undo(command.correlationId(), family.keySet(), command.onConflict(), command.fields(), position);
        UndoPlan plan = UndoPlan.of(undo, done, tasks, processes);
        if (command.onConflict() == OnConflict.FAIL && plan.conflicts() > 0) {
            throw RejectedException.conflict("%d of these changes are overlaid by later ones, so nothing was undone"
                    .formatted(plan.conflicts()));
        }
        int total = plan.compensations().size();
        if (command.dryRun() || total == 0 && plan.removals().isEmpty()) {
            return new UndoReport(own, position, plan.changes(), total, 0, false);
        }
        int remaining = apply(owner, undo, plan);
        return new UndoReport(own, position, plan.changes(), total, remaining, true);
    }

    /** Leaves alone what was written since the undo was asked for. Answers how many tasks remain. */
    @CommandHandler
    int goOn(ContinueUndo command) throws Exception {
        UUID owner = command.ownerId();
        List<RecordedEvent> undos = undosOf(owner, command.undoes());
        if (!unfinished(undos)) {
            return 0;
        }
        RecordedEvent last = undos.get(undos.size() - 1);
        if (!last.origin().correlationId().equals(command.undo())) {
            return 0;
        }
        UndoRecorded record = (UndoRecorded) last.payload();
        long position = log.head(owner).position();
        long asked = undos.stream()
                .filter(event -> event.origin().correlationId().equals(command.undo()))
                .findFirst()
                .orElse(last)
                .position();
        Set<UUID> handled = log.readCause(owner, command.undo()).stream()
                .map(RecordedEvent::subjectId)
                .collect(Collectors.toSet());
        List<RecordedEvent> done = log.readCause(owner, command.undoes()).stream()
                .filter(event -> event.position() <= asked && !handled.contains(event.subjectId()))
                .toList();
        Undo undo = new Undo(
                command.undoes(), family(owner, command.undoes()).keySet(), onConflict(record), fields(record), asked);
        // Processes were part of the first transaction.
        return apply(owner, undo, UndoPlan.of(undo, done, streams(owner, done, TaskEvent.class, position), Map.of()));
    }

    /** Applies as much of the plan as goes into one transaction, with a record of it. Returns how many tasks remain. */
    private int apply(UUID owner, Undo undo, UndoPlan plan) throws Exception {
        List<Compensation> now = plan.compensations().stream()
                .limit(tasksAtOnce)
                .sorted((a, b) -> a.taskId().compareTo(b.taskId()))
                .toList();
        int remaining = plan.compensations().size() - now.size();
        Repository<TaskAggregate> tasks = axon.repository(TaskAggregate.class);
        for (Compensation compensation : now) {
            Aggregate<TaskAggregate> task = tasks.load(compensation.taskId().toString());
            if (task.version() != compensation.version()) {
                throw new ConcurrencyException("A task has changed since this undo was planned");
            }
            task.execute(aggregate -> aggregate.compensate(compensation.events()));
        }
        for (Removal removal : plan.removals()) {
            Aggregate<ProcessAggregate> process = axon.repository(ProcessAggregate.class)
                    .load(removal.processId().toString());
            if (process.version() != removal.version()) {
                throw new ConcurrencyException("A process has changed since this undo was planned");
            }
            process.execute(ProcessAggregate::takeBack);
        }
        UUID subject = UndoRecorded.subject(owner, undo.cause());
        axon.repository(UndoAggregate.class)
                .loadOrCreate(subject.toString(), UndoAggregate::new)
                .execute(record -> record.record(
                        subject,
                        new UndoRecorded(
                                undo.cause(), undo.onConflict().wire(), names(undo.fields()), now.size(), remaining)));
        return remaining;
    }

    /** All events of each subject to which the cause wrote such an event. */
    private Map<UUID, List<RecordedEvent>> streams(
            UUID owner, List<RecordedEvent> done, Class<?> event, long position) {
        Set<UUID> ids = done.stream()
                .filter(written -> event.isInstance(written.payload()))
                .map(RecordedEvent::subjectId)
                .collect(Collectors.toSet());
        return ids.isEmpty()
                ? Map.of()
                : log.readSubjects(owner, ids, position).stream()
                        .collect(Collectors.groupingBy(
                                RecordedEvent::subjectId, LinkedHashMap::new, Collectors.toCollection(ArrayList::new)));
    }

    private static void refuseChangedSince(
            Map<UUID, List<RecordedEvent>> streams, String what, @Nullable Long position) {
        if (position != null) {
            long changed = streams.values().stream()
                    .filter(events -> events.get(events.size() - 1).position() > position)
                    .count();
            if (changed > 0) {
                throw RejectedException.conflict(
                        "%d of these %s have changed since position %d".formatted(changed, what, position));
            }
        }
    }

    /** The cause, its undos, and theirs in turn, each with the records of its own undos. */
    private Map<UUID, List<RecordedEvent>> family(UUID owner, UUID cause) {
        Map<UUID, List<RecordedEvent>> family = new HashMap<>();
        Deque<UUID> open = new ArrayDeque<>(List.of(cause));
        while (!open.isEmpty()) {
            UUID next = open.pop();
            if (!family.containsKey(next)) {
                List<RecordedEvent> undos = undosOf(owner, next);
                family.put(next, undos);
                undos.forEach(undo -> open.push(undo.origin().correlationId()));
            }
        }
        return family;
    }

    private List<RecordedEvent> undosOf(UUID owner, UUID cause) {
        return log.readSubject(UndoRecorded.subject(owner, cause), 0, Integer.MAX_VALUE);
    }

    private static boolean unfinished(List<RecordedEvent> undos) {
        return !undos.isEmpty() && ((UndoRecorded) undos.get(undos.size() - 1).payload()).remaining() > 0;
    }

    /** What the answer promised when it began; that nothing conflicts can't be promised for what comes later. */
    private static OnConflict onConflict(UndoRecorded record) {
        return OnConflict.parse(record.onConflict())
                .filter(policy -> policy != OnConflict.FAIL)
                .orElse(OnConflict.KEEP);
    }

    private static @Nullable Set<TaskAspect> fields(UndoRecorded record) {
        return record.fields() == null
                ? null
                : record.fields().stream()
                        .flatMap(field -> TaskAspect.parse(field).stream())
                        .collect(Collectors.toSet());
    }

    private static @Nullable List<String> names(@Nullable Set<TaskAspect> fields) {
        return fields == null
                ? null
                : fields.stream().sorted().map(TaskAspect::wire).toList();
    }
}
