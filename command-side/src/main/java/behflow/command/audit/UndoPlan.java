package behflow.command.audit;

import behflow.api.audit.Irreversible;
import behflow.api.audit.Outcome;
import behflow.api.audit.UndoneField;
import behflow.api.kernel.RecordedEvent;
import behflow.api.process.event.ProcessCreated;
import behflow.api.process.event.ProcessDeleted;
import behflow.api.task.event.TaskEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an undo does: a pure function of the log.
 *
 * @param changes       in the order in which the cause first wrote to the tasks
 * @param compensations the tasks that change
 * @param removals      the processes that are deleted
 */
record UndoPlan(List<UndoneField> changes, List<Compensation> compensations, List<Removal> removals) {

    /** The field of a report that is about a process; its value is the name. */
    private static final String PROCESS = "process";

    /**
     * @param version of the task at which this was decided
     * @param events  at least one
     */
    record Compensation(UUID taskId, long version, List<TaskEvent> events) {}

    /** @param version of the process at which this was decided */
    record Removal(UUID processId, long version) {}

    /**
     * Plans the undo.
     *
     * @param done  the cause's events, in order
     * @param tasks all events of each task that the cause wrote to, in order
     * @param processes all events of each process that the cause created
     */
    static UndoPlan of(
            Undo undo,
            List<RecordedEvent> done,
            Map<UUID, List<RecordedEvent>> tasks,
            Map<UUID, List<RecordedEvent>> processes) {
        List<UndoneField> changes = new ArrayList<>();
        List<Compensation> compensations = new ArrayList<>();
        done.stream()
                .filter(event -> event.payload() instanceof TaskEvent)
                .map(RecordedEvent::subjectId)
                .distinct()
                .forEach(taskId -> {
                    TaskStory story = new TaskStory(tasks.get(taskId));
                    TaskUndo task = new TaskUndo(undo, story);
                    changes.addAll(task.changes());
                    if (!task.events().isEmpty()) {
                        compensations.add(new Compensation(taskId, story.now().version(), List.copyOf(task.events())));
                    }
                });
        List<Removal> removals = new ArrayList<>();
        if (undo.fields() == null) {
            processes.values().forEach(events -> process(undo, events, changes, removals));
        }
        for (RecordedEvent event : done) {
            if (event.payload() instanceof ProcessDeleted && !processes.containsKey(event.subjectId())) {
                changes.add(process(Outcome.IRREVERSIBLE, null, null, null));
            }
            if (event.payload() instanceof Irreversible gone) {
                changes.add(new UndoneField(
                        gone.irreversibleTask(),
                        gone.irreversibleField(),
                        Outcome.IRREVERSIBLE,
                        null,
                        null,
                        null,
                        null,
                        null));
            }
        }
        return new UndoPlan(changes, compensations, removals);
    }

    /** A process that the cause created goes, unless someone else has changed it since. */
    private static void process(
            Undo undo, List<RecordedEvent> events, List<UndoneField> changes, List<Removal> removals) {
        RecordedEvent last = events.get(events.size() - 1);
        String name = ((ProcessCreated) events.get(0).payload()).name();
        RecordedEvent by = null;
        for (RecordedEvent event : events) {
            by = undo.isOfFamily(event) ? by : event;
        }
        if (last.payload() instanceof ProcessDeleted) {
            changes.add(process(Outcome.ALREADY, name, null, by));
        } else if (by != null && !undo.overrides(by)) {
            changes.add(process(Outcome.CONFLICT, name, name, by));
        } else {
            changes.add(process(by == null ? Outcome.REVERTED : Outcome.FORCED, name, name, by));
            removals.add(new Removal(last.subjectId(), last.sequence()));
        }
    }

    private static UndoneField process(
            Outcome outcome, @Nullable String after, @Nullable String now, @Nullable RecordedEvent by) {
        return new UndoneField(null, PROCESS, outcome, null, after, now, null, by);
    }

    long conflicts() {
        return changes.stream().filter(c -> c.outcome() == Outcome.CONFLICT).count();
    }
}
