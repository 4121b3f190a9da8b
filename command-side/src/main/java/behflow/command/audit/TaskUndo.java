package behflow.command.audit;

import behflow.api.audit.Outcome;
import behflow.api.audit.TaskAspect;
import behflow.api.audit.UndoneField;
import behflow.api.kernel.RecordedEvent;
import behflow.api.task.TaskState;
import behflow.api.task.event.TaskCreated;
import behflow.api.task.event.TaskDeleted;
import behflow.api.task.event.TaskEvent;
import behflow.api.task.event.TaskRestored;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The undo of one cause for one task: the table of the log's specification, section 5, field by field. */
final class TaskUndo {

    private static final List<TaskAspect> SINGLE = List.of(
            TaskAspect.NAME, TaskAspect.DESCRIPTION, TaskAspect.STATUS, TaskAspect.PRIORITY, TaskAspect.DUE_DATE);

    private final Undo undo;
    private final TaskStory story;
    private final TaskState now;
    private final List<UndoneField> changes = new ArrayList<>();
    private final List<TaskEvent> events = new ArrayList<>();
    private boolean restores;

    TaskUndo(Undo undo, TaskStory story) {
        this.undo = undo;
        this.story = story;
        this.now = story.now();
        plan();
    }

    List<UndoneField> changes() {
        return changes;
    }

    /** The compensating events, in order; none where nothing is to be done. */
    List<TaskEvent> events() {
        return events;
    }

    private void plan() {
        int created = story.first(e -> undo.isOfCause(e) && e.payload() instanceof TaskCreated);
        if (created >= 0) {
            uncreate(created);
            return;
        }
        for (TaskAspect aspect : SINGLE) {
            if (undo.covers(aspect)) {
                single(aspect);
            }
        }
        if (undo.covers(TaskAspect.TAGS)) {
            TagUndo tags = new TagUndo(undo, story);
            changes.addAll(tags.changes());
            events.addAll(tags.events());
        }
        if (undo.covers(TaskAspect.DELETED)) {
            int first = story.first(e -> ofCause(e, TaskAspect.DELETED));
            if (first >= 0) {
                existence(first);
            } else {
                overrideDeletion();
            }
        }
        if (restores) {
            events.add(0, new TaskRestored());
        }
    }

    /** What the cause created goes, unless someone else has written to it since. */
    private void uncreate(int created) {
        if (!undo.covers(TaskAspect.DELETED)) {
            return;
        }
        int other = story.last(e -> !undo.isOfFamily(e));
        Outcome outcome = Outcome.REVERTED;
        if (now.deleted()) {
            outcome = Outcome.ALREADY;
        } else if (other > created) {
            outcome = undo.overrides(story.event(other)) ? Outcome.FORCED : Outcome.CONFLICT;
        }
        boolean elses = outcome == Outcome.FORCED || outcome == Outcome.CONFLICT;
        add(TaskAspect.DELETED, outcome, null, false, elses ? story.event(other) : null);
        if (outcome == Outcome.REVERTED || outcome == Outcome.FORCED) {
            events.add(new TaskDeleted());
        }
    }

    private void single(TaskAspect aspect) {
        int first = story.first(e -> ofCause(e, aspect));
        if (first < 0) {
            return;
        }
        int last = story.last(e -> ofCause(e, aspect));
        int written = story.last(TaskStory.writes(aspect));
        Object before = aspect.of(story.before(first));
        Object present = aspect.of(now);
        Outcome outcome;
        RecordedEvent by = story.someoneElse(undo, written);
        if (before == null && aspect.text()) {
            outcome = Outcome.ERASED;
        } else if (Objects.equals(before, present)) {
            outcome = Outcome.ALREADY;
        } else if (by == null) {
            outcome = Outcome.REVERTED;
        } else {
            outcome = undo.overrides(by) ? Outcome.FORCED : Outcome.CONFLICT;
        }
        boolean elses = outcome == Outcome.FORCED || outcome == Outcome.CONFLICT;
        add(aspect, outcome, before, aspect.of(story.after(last)), elses ? by : null);
        if (outcome == Outcome.REVERTED || outcome == Outcome.FORCED) {
            events.add(FieldEvents.of(aspect, present, before));
        }
    }

    /** Deleted or restored by the cause. */
    private void existence(int first) {
        int last = story.last(e -> ofCause(e, TaskAspect.DELETED));
        RecordedEvent writer = story.event(story.last(TaskStory.writes(TaskAspect.DELETED)));
        boolean before = Objects.requireNonNull(story.before(first)).deleted();
        Outcome outcome;
        if (before == now.deleted()) {
            outcome = Outcome.ALREADY;
        } else if (!before && !now.erased().isEmpty()) {
            outcome = Outcome.ERASED;
        } else if (undo.isOfFamily(writer)) {
            outcome = Outcome.REVERTED;
        } else {
            outcome = undo.overrides(writer) ? Outcome.FORCED : Outcome.CONFLICT;
        }
        boolean elses = outcome == Outcome.FORCED || outcome == Outcome.CONFLICT;
        add(TaskAspect.DELETED, outcome, before, story.after(last).deleted(), elses ? writer : null);
        if (outcome == Outcome.REVERTED || outcome == Outcome.FORCED) {
            if (before) {
                events.add(new TaskDeleted());
            } else {
                restores = true;
            }
        }
    }

    /** Where someone has deleted the task since, whatever else was written to it, the deletion is overridden with a change. */
    private void overrideDeletion() {
        RecordedEvent deletedBy = story.deletedBy(undo);
        if (deletedBy != null
                && undo.overrides(deletedBy)
                && deletedBy.sequence()
                        > story.event(story.last(undo::isOfCause)).sequence()
                && changes.stream().anyMatch(c -> c.outcome() == Outcome.FORCED)) {
            add(TaskAspect.DELETED, Outcome.FORCED, false, false, deletedBy);
            restores = true;
        }
    }

    private boolean ofCause(RecordedEvent event, TaskAspect aspect) {
        return undo.isOfCause(event) && TaskStory.writes(aspect).test(event);
    }

    private void add(
            TaskAspect aspect,
            Outcome outcome,
            @Nullable Object before,
            @Nullable Object after,
            @Nullable RecordedEvent by) {
        changes.add(new UndoneField(story.taskId(), aspect.wire(), outcome, before, after, aspect.of(now), null, by));
    }
}
