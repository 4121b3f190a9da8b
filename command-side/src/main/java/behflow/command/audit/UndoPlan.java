package behflow.command.audit;

import behflow.api.audit.Irreversible;
import behflow.api.audit.Outcome;
import behflow.api.audit.UndoneField;
import behflow.api.kernel.RecordedEvent;
import behflow.api.task.event.TaskEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What an undo does: a pure function of the log.
 *
 * @param changes       in the order in which the cause first wrote to the tasks
 * @param compensations the tasks that change
 */
record UndoPlan(List<UndoneField> changes, List<Compensation> compensations) {

    /**
     * @param version of the task at which this was decided
     * @param events  at least one
     */
    record Compensation(UUID taskId, long version, List<TaskEvent> events) {}

    /**
     * Plans the undo.
     *
     * @param done  the cause's events, in order
     * @param tasks all events of each task that the cause wrote to, in order
     */
    static UndoPlan of(Undo undo, List<RecordedEvent> done, Map<UUID, List<RecordedEvent>> tasks) {
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
        for (RecordedEvent event : done) {
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
        return new UndoPlan(changes, compensations);
    }

    long conflicts() {
        return changes.stream().filter(c -> c.outcome() == Outcome.CONFLICT).count();
    }
}
