package behflow.command.audit;

import behflow.api.audit.Outcome;
import behflow.api.audit.TaskAspect;
import behflow.api.audit.UndoneField;
import behflow.api.kernel.RecordedEvent;
import behflow.api.task.TaskRules;
import behflow.api.task.TaskState;
import behflow.api.task.event.TaskEvent;
import behflow.api.task.event.TaskTagsChanged;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The undo of what a cause did to a task's tags, which count one by one; one entry for all that fare alike. */
final class TagUndo {

    private final Undo undo;
    private final TaskStory story;
    private final List<UndoneField> changes = new ArrayList<>();
    private final List<TaskEvent> events = new ArrayList<>();

    TagUndo(Undo undo, TaskStory story) {
        this.undo = undo;
        this.story = story;
        int first = story.first(this::writesTags);
        if (first >= 0) {
            plan(first, story.last(this::writesTags));
        }
    }

    List<UndoneField> changes() {
        return changes;
    }

    List<TaskEvent> events() {
        return events;
    }

    private boolean writesTags(RecordedEvent event) {
        return undo.isOfCause(event) && event.payload() instanceof TaskTagsChanged;
    }

    private void plan(int first, int last) {
        List<String> before = Objects.requireNonNull(story.before(first)).tags();
        List<String> after = story.after(last).tags();
        List<String> now = story.now().tags();
        if (before == null || after == null || now == null) {
            changes.add(entry(Outcome.ERASED, before, after, now, null, List.of()));
            return;
        }
        Set<String> target = new LinkedHashSet<>(now);
        Map<Fate, List<String>> fates = new LinkedHashMap<>();
        List<String> returning = new ArrayList<>();
        for (String tag : toggled(before, after)) {
            Fate fate = fate(tag, now);
            if (fate.changes() && wasThere(tag)) {
                returning.add(tag);
            } else {
                if (fate.changes()) {
                    target.remove(tag);
                }
                fates.computeIfAbsent(fate, f -> new ArrayList<>()).add(tag);
            }
        }
        for (String tag : returning) {
            Fate fate = fate(tag, now);
            if (target.size() < TaskRules.TAGS_MAXIMUM) {
                target.add(tag);
            } else {
                fate = new Fate(Outcome.CONFLICT, story.event(lastWrite()));
            }
            fates.computeIfAbsent(fate, f -> new ArrayList<>()).add(tag);
        }
        fates.forEach((fate, tags) -> changes.add(entry(fate.outcome, before, after, now, fate.by, tags)));
        if (fates.keySet().stream().anyMatch(Fate::changes)) {
            events.add(new TaskTagsChanged(now, TagOrder.of(target, before, now)));
        } else if (fates.keySet().stream().noneMatch(fate -> fate.outcome == Outcome.CONFLICT)) {
            orderOnly(before, after, now, fates.isEmpty());
        }
    }

    /** The tags are those from before; the cause may have put them into another order. */
    private void orderOnly(List<String> before, List<String> after, List<String> now, boolean alone) {
        List<String> ordered = TagOrder.of(new LinkedHashSet<>(now), before, now);
        if (story.someoneElse(undo, lastWrite()) == null && !ordered.equals(now)) {
            changes.add(entry(Outcome.REVERTED, before, after, now, null, List.of()));
            events.add(new TaskTagsChanged(now, ordered));
        } else if (alone) {
            changes.add(entry(Outcome.ALREADY, before, after, now, null, List.of()));
        }
    }

    /** The tags that the cause has added or removed, those that were there before first. */
    private Set<String> toggled(List<String> before, List<String> after) {
        Set<String> toggled = new LinkedHashSet<>();
        Set<String> all = new LinkedHashSet<>(before);
        all.addAll(after);
        for (int i = 0; i < story.size(); i++) {
            if (writesTags(story.event(i))) {
                all.addAll(tags(story.before(i)));
                all.addAll(tags(story.after(i)));
            }
        }
        all.stream().filter(tag -> first(tag) >= 0).forEach(toggled::add);
        return toggled;
    }

    private Fate fate(String tag, List<String> now) {
        RecordedEvent by = story.someoneElse(undo, last(tag));
        if (wasThere(tag) == now.contains(tag)) {
            return new Fate(Outcome.ALREADY, null);
        } else if (by == null) {
            return new Fate(Outcome.REVERTED, null);
        }
        return new Fate(undo.overrides(by) ? Outcome.FORCED : Outcome.CONFLICT, by);
    }

    private boolean wasThere(String tag) {
        return tags(story.before(first(tag))).contains(tag);
    }

    private int first(String tag) {
        for (int i = 0; i < story.size(); i++) {
            if (writesTags(story.event(i)) && toggles(i, tag)) {
                return i;
            }
        }
        return -1;
    }

    /** The last event of anyone that added or removed the tag. */
    private int last(String tag) {
        int last = story.size() - 1;
        while (!toggles(last, tag)) {
            last--;
        }
        return last;
    }

    private boolean toggles(int index, String tag) {
        return tags(story.before(index)).contains(tag)
                != tags(story.after(index)).contains(tag);
    }

    private int lastWrite() {
        return story.last(TaskStory.writes(TaskAspect.TAGS));
    }

    private UndoneField entry(
            Outcome outcome,
            @Nullable List<String> before,
            @Nullable List<String> after,
            @Nullable List<String> now,
            @Nullable RecordedEvent by,
            List<String> tags) {
        return new UndoneField(
                story.taskId(), TaskAspect.TAGS.wire(), outcome, before, after, now, List.copyOf(tags), by);
    }

    private static Set<String> tags(@Nullable TaskState state) {
        return state == null || state.tags() == null ? Set.of() : new HashSet<>(state.tags());
    }

    /** What becomes of a tag, and because of whom. */
    private record Fate(Outcome outcome, @Nullable RecordedEvent by) {
        boolean changes() {
            return outcome == Outcome.REVERTED || outcome == Outcome.FORCED;
        }
    }
}
