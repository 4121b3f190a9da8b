package behflow.command.audit;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.audit.OnConflict;
import behflow.api.audit.Outcome;
import behflow.api.audit.TaskAspect;
import behflow.api.audit.UndoneField;
import behflow.api.kernel.Ids;
import behflow.api.task.TaskState;
import behflow.api.task.event.TaskDeleted;
import behflow.api.task.event.TaskRestored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** What holds for undo over any history. */
class UndoPropertyTest {

    private static final List<String> TAGS = List.of("a", "b", "c", "d", "e");

    @Property(tries = 500)
    void undoOfTheLastCauseRestoresWhatWasBefore(@ForAll long seed, @ForAll @IntRange(max = 60) int length) {
        Random random = new Random(seed);
        MemoryLog log = history(random, length, 6);
        Map<UUID, TaskState> before = log.tasks();
        UUID cause = Ids.newId();
        for (int i = 0; i < 8; i++) {
            step(log, random, cause);
        }
        log.undo(cause, OnConflict.FAIL);

        log.tasks().forEach((id, now) -> {
            TaskState then = before.get(id);
            if (then == null) {
                assertThat(now.deleted()).isTrue();
            } else {
                assertThat(values(now)).isEqualTo(values(then));
            }
        });
    }

    @Property(tries = 500)
    void undoAndUndoOfTheUndoGiveTheSameState(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 80) int length, @ForAll OnConflict onConflict) {
        Random random = new Random(seed);
        MemoryLog log = history(random, length, 6);
        List<UUID> causes = new ArrayList<>(log.causes());
        UUID cause = causes.get(random.nextInt(causes.size()));
        Map<UUID, Map<TaskAspect, @Nullable Object>> before = values(log.tasks());

        UUID undo = log.undo(cause, onConflict);
        Map<UUID, Map<TaskAspect, @Nullable Object>> undone = values(log.tasks());
        UUID redo = log.undo(undo, OnConflict.FAIL);
        assertThat(values(log.tasks())).isEqualTo(before);
        log.undo(redo, OnConflict.FAIL);
        assertThat(values(log.tasks())).isEqualTo(undone);
    }

    @Property(tries = 500)
    void undoTwiceIsUndoOnce(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 80) int length, @ForAll OnConflict onConflict) {
        Random random = new Random(seed);
        MemoryLog log = history(random, length, 6);
        List<UUID> causes = new ArrayList<>(log.causes());
        UUID cause = causes.get(random.nextInt(causes.size()));
        log.undo(cause, onConflict);
        int size = log.events().size();
        List<UndoneField> again = log.preview(cause, onConflict);
        log.undo(cause, onConflict);
        assertThat(log.events().size()).as(() -> told(log, cause, again)).isEqualTo(size);
    }

    @Property(tries = 500)
    void keptConflictsChangeNothingAndTheRestIsAsBefore(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 80) int length) {
        Random random = new Random(seed);
        MemoryLog log = history(random, length, 6);
        List<UUID> causes = new ArrayList<>(log.causes());
        UUID cause = causes.get(random.nextInt(causes.size()));
        List<UndoneField> preview = log.preview(cause, OnConflict.KEEP);
        Map<UUID, TaskState> before = log.tasks();
        log.undo(cause, OnConflict.KEEP);
        for (UndoneField change : preview) {
            TaskAspect aspect = TaskAspect.parse(change.field()).orElseThrow();
            Object now = aspect.of(log.task(change.taskId()));
            if (aspect == TaskAspect.TAGS) {
                List<?> list = (List<?>) now;
                List<?> was = (List<?>) change.now();
                boolean turns = change.outcome() == Outcome.REVERTED;
                change.tags()
                        .forEach(tag -> assertThat(list.contains(tag))
                                .as(() -> told(log, cause, preview))
                                .isEqualTo(was.contains(tag) != turns));
            } else if (change.outcome() == Outcome.CONFLICT) {
                assertThat(now).isEqualTo(aspect.of(before.get(change.taskId())));
                assertThat(change.by()).isNotNull();
            } else if (change.before() != null || aspect == TaskAspect.DUE_DATE) {
                assertThat(now).isEqualTo(change.before());
            } else {
                assertThat(now).isEqualTo(true);
            }
        }
    }

    /** Short, for whoever has to find out why. */
    private static String told(MemoryLog log, UUID cause, List<UndoneField> changes) {
        StringBuilder text = new StringBuilder("undo of " + log.shortName(cause));
        for (UndoneField change : changes) {
            text.append("\n  %s %s %s before=%s after=%s now=%s tags=%s by=%s"
                    .formatted(
                            log.shortName(change.taskId()),
                            change.field(),
                            change.outcome(),
                            change.before(),
                            change.after(),
                            change.now(),
                            change.tags(),
                            change.by() == null ? null : change.by().position()));
        }
        log.events()
                .forEach(event -> text.append("\n  %d %s %s %s"
                        .formatted(
                                event.position(),
                                log.shortName(event.origin().correlationId()),
                                log.shortName(event.subjectId()),
                                event.payload())));
        return text.toString();
    }

    private static MemoryLog history(Random random, int length, int causes) {
        MemoryLog log = new MemoryLog();
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < causes; i++) {
            ids.add(Ids.newId());
        }
        log.create(ids.get(0), "first", "low", null);
        for (int i = 0; i < length; i++) {
            if (random.nextInt(12) == 0) {
                List<UUID> known = new ArrayList<>(log.causes());
                log.undo(
                        known.get(random.nextInt(known.size())),
                        random.nextBoolean() ? OnConflict.KEEP : OnConflict.FORCE);
            } else {
                step(log, random, ids.get(random.nextInt(causes)));
            }
        }
        return log;
    }

    private static void step(MemoryLog log, Random random, UUID cause) {
        List<UUID> tasks = new ArrayList<>(log.tasks().keySet());
        tasks.sort(null);
        if (tasks.isEmpty() || tasks.size() < 4 && random.nextInt(6) == 0) {
            log.create(cause, "n" + random.nextInt(3), priority(random), due(random), tags(random));
            return;
        }
        UUID task = tasks.get(random.nextInt(tasks.size()));
        if (log.task(task).deleted()) {
            log.append(cause, task, new TaskRestored());
            return;
        }
        switch (random.nextInt(7)) {
            case 0 -> log.set(cause, task, TaskAspect.NAME, "n" + random.nextInt(3));
            case 1 -> log.set(cause, task, TaskAspect.DESCRIPTION, "d" + random.nextInt(3));
            case 2 -> log.set(cause, task, TaskAspect.STATUS, random.nextBoolean() ? "completed" : "blocked");
            case 3 -> log.set(cause, task, TaskAspect.PRIORITY, priority(random));
            case 4 -> log.set(cause, task, TaskAspect.DUE_DATE, due(random));
            case 5 -> log.set(cause, task, TaskAspect.TAGS, List.of(tags(random)));
            default -> log.append(cause, task, new TaskDeleted());
        }
    }

    private static String priority(Random random) {
        return List.of("low", "medium", "high").get(random.nextInt(3));
    }

    private static @Nullable Instant due(Random random) {
        int day = random.nextInt(4);
        return day == 0 ? null : Instant.EPOCH.plusSeconds(86_400L * day);
    }

    private static String[] tags(Random random) {
        List<String> tags = new ArrayList<>(TAGS);
        java.util.Collections.shuffle(tags, random);
        return tags.subList(0, random.nextInt(4)).toArray(String[]::new);
    }

    private static Map<UUID, Map<TaskAspect, @Nullable Object>> values(Map<UUID, TaskState> tasks) {
        Map<UUID, Map<TaskAspect, @Nullable Object>> all = new HashMap<>();
        tasks.forEach((id, task) -> all.put(id, values(task)));
        return all;
    }

    private static Map<TaskAspect, @Nullable Object> values(TaskState task) {
        Map<TaskAspect, @Nullable Object> values = new HashMap<>();
        for (TaskAspect aspect : TaskAspect.values()) {
            values.put(aspect, aspect.of(task));
        }
        return values;
    }
}
