package behflow.command.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import behflow.api.audit.OnConflict;
import behflow.api.audit.Outcome;
import behflow.api.audit.TaskAspect;
import behflow.api.audit.UndoneField;
import behflow.api.kernel.Ids;
import behflow.api.task.Priority;
import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import behflow.api.task.event.TaskDeleted;
import behflow.api.task.event.TaskRestored;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The eight examples of the log's specification, section 5; C is the cause that is undone. */
class UndoExamplesTest {

    private static final Instant MONDAY = Instant.parse("2026-03-02T23:59:59Z");
    private static final Instant TUESDAY = Instant.parse("2026-03-03T23:59:59Z");
    private static final Instant FRIDAY = Instant.parse("2026-03-06T23:59:59Z");

    private final MemoryLog log = new MemoryLog();
    private final UUID first = Ids.newId();
    private final UUID c = Ids.newId();
    private final UUID later = Ids.newId();

    @Test
    void example1_givenRaisedPriority_whenUndone_thenLowAgain() {
        UUID task = log.create(first, "Taxes", "low", null);
        log.set(c, task, TaskAspect.PRIORITY, "high");

        assertThat(log.preview(c, OnConflict.KEEP))
                .extracting(
                        UndoneField::field,
                        UndoneField::outcome,
                        UndoneField::before,
                        UndoneField::after,
                        UndoneField::now)
                .containsExactly(tuple("priority", Outcome.REVERTED, "low", "high", "high"));
        log.undo(c, OnConflict.KEEP);
        assertThat(log.task(task).priority()).isEqualTo(Priority.LOW);
    }

    @Test
    void example2_givenLaterPriority_whenUndone_thenItStaysUnlessForced() {
        UUID task = log.create(first, "Taxes", "low", null);
        log.set(c, task, TaskAspect.PRIORITY, "high");
        log.set(later, task, TaskAspect.PRIORITY, "medium");

        UndoneField conflict = log.preview(c, OnConflict.KEEP).get(0);
        assertThat(conflict.outcome()).isEqualTo(Outcome.CONFLICT);
        assertThat(conflict.now()).isEqualTo("medium");
        assertThat(conflict.by().origin().correlationId()).isEqualTo(later);
        log.undo(c, OnConflict.KEEP);
        assertThat(log.task(task).priority()).isEqualTo(Priority.MEDIUM);
        log.undo(c, OnConflict.FORCE);
        assertThat(log.task(task).priority()).isEqualTo(Priority.LOW);
    }

    @Test
    void example3_givenRenamedAndMovedAndMovedAgain_whenUndone_thenNameGoesBackAndDueDateConflicts() {
        UUID task = log.create(first, "Taxes", "low", MONDAY);
        log.set(c, task, TaskAspect.NAME, "Tax return");
        log.set(c, task, TaskAspect.DUE_DATE, TUESDAY);
        log.set(later, task, TaskAspect.DUE_DATE, FRIDAY);

        assertThat(outcomes(OnConflict.KEEP))
                .containsExactly(tuple("name", Outcome.REVERTED), tuple("due_date", Outcome.CONFLICT));
        log.undo(c, OnConflict.KEEP);
        assertThat(log.task(task).name()).isEqualTo("Taxes");
        assertThat(log.task(task).dueDate()).isEqualTo(FRIDAY);
    }

    @Test
    void example4_givenTagsAddedAndRemovedAndAnotherAddedLater_whenUndone_thenTheyCountOneByOne() {
        UUID task = log.create(first, "Taxes", "low", null, "y");
        log.set(c, task, TaskAspect.TAGS, List.of("x"));
        log.set(later, task, TaskAspect.TAGS, List.of("x", "z"));

        List<UndoneField> changes = log.preview(c, OnConflict.KEEP);
        assertThat(changes).hasSize(1);
        assertThat(changes.get(0).outcome()).isEqualTo(Outcome.REVERTED);
        assertThat(changes.get(0).tags()).containsExactlyInAnyOrder("x", "y");
        assertThat(changes.get(0).before()).isEqualTo(List.of("y"));
        assertThat(changes.get(0).after()).isEqualTo(List.of("x"));
        assertThat(changes.get(0).now()).isEqualTo(List.of("x", "z"));
        log.undo(c, OnConflict.KEEP);
        assertThat(log.task(task).tags()).containsExactly("y", "z");
    }

    @Test
    void example5_givenCreatedTask_whenUndone_thenDeletedAndRestorable() {
        UUID task = log.create(c, "Taxes", "low", MONDAY, "x");
        TaskState created = log.task(task);
        assertThat(outcomes(OnConflict.KEEP)).containsExactly(tuple("deleted", Outcome.REVERTED));
        UUID undo = log.undo(c, OnConflict.KEEP);
        assertThat(log.task(task).deleted()).isTrue();
        log.undo(undo, OnConflict.KEEP);
        assertSame(log.task(task), created);
    }

    @Test
    void example5_givenCreatedTaskDescribedSince_whenUndone_thenItStaysAsConflict() {
        UUID task = log.create(c, "Taxes", "low", null);
        log.set(later, task, TaskAspect.DESCRIPTION, "By post");
        UndoneField conflict = log.preview(c, OnConflict.KEEP).get(0);
        assertThat(conflict.outcome()).isEqualTo(Outcome.CONFLICT);
        assertThat(conflict.by().origin().correlationId()).isEqualTo(later);
        log.undo(c, OnConflict.KEEP);
        assertThat(log.task(task).deleted()).isFalse();
        log.undo(c, OnConflict.FORCE);
        assertThat(log.task(task).deleted()).isTrue();
    }

    @Test
    void example6_givenDeletedTask_whenUndone_thenRestoredWithEverything() {
        UUID task = log.create(first, "Taxes", "high", MONDAY, "x", "y");
        TaskState before = log.task(task);
        log.append(c, task, new TaskDeleted());
        assertThat(outcomes(OnConflict.KEEP)).containsExactly(tuple("deleted", Outcome.REVERTED));
        log.undo(c, OnConflict.KEEP);
        assertSame(log.task(task), before);
    }

    @Test
    void example6_givenDeletedTaskRestoredSince_whenUndone_thenAlready() {
        UUID task = log.create(first, "Taxes", "high", MONDAY);
        log.append(c, task, new TaskDeleted());
        log.append(later, task, new TaskRestored());
        assertThat(outcomes(OnConflict.KEEP)).containsExactly(tuple("deleted", Outcome.ALREADY));
        int size = log.events().size();
        log.undo(c, OnConflict.KEEP);
        assertThat(log.events().size()).isEqualTo(size);
    }

    @Test
    void example7_givenCompletedAndReopened_whenUndone_thenAlreadyAndCompletedAgainConflicts() {
        UUID task = log.create(first, "Taxes", "low", null);
        log.set(c, task, TaskAspect.STATUS, "completed");
        log.set(later, task, TaskAspect.STATUS, "not_started");
        assertThat(outcomes(OnConflict.KEEP)).containsExactly(tuple("status", Outcome.ALREADY));
        log.set(Ids.newId(), task, TaskAspect.STATUS, "completed");
        assertThat(outcomes(OnConflict.KEEP)).containsExactly(tuple("status", Outcome.CONFLICT));
        log.undo(c, OnConflict.KEEP);
        assertThat(log.task(task).status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void example8_givenErasedDescription_whenUndone_thenTheRestGoesBackAndTheTextNeverReturns() {
        UUID task = log.create(first, "Taxes", "low", null);
        log.set(first, task, TaskAspect.DESCRIPTION, "Old text");
        log.set(c, task, TaskAspect.DESCRIPTION, "New text");
        log.set(c, task, TaskAspect.PRIORITY, "high");
        log.append(later, task, new TaskDeleted());
        log.erase(later, task);

        assertThat(outcomes(OnConflict.KEEP))
                .containsExactly(tuple("description", Outcome.ERASED), tuple("priority", Outcome.REVERTED));
        UUID undo = log.undo(c, OnConflict.KEEP);
        assertThat(log.task(task).priority()).isEqualTo(Priority.LOW);
        assertThat(log.task(task).description()).isNull();
        log.undo(undo, OnConflict.KEEP);
        assertThat(log.task(task).priority()).isEqualTo(Priority.HIGH);
        assertThat(log.task(task).description()).isNull();
    }

    @Test
    void givenTaskDeletedSince_whenUndone_thenConflictAndForceBringsItBack() {
        UUID task = log.create(first, "Taxes", "low", null);
        log.set(c, task, TaskAspect.PRIORITY, "high");
        log.append(later, task, new TaskDeleted());
        assertThat(outcomes(OnConflict.KEEP)).containsExactly(tuple("priority", Outcome.CONFLICT));
        assertThat(outcomes(OnConflict.FORCE))
                .containsExactly(tuple("priority", Outcome.FORCED), tuple("deleted", Outcome.FORCED));
        log.undo(c, OnConflict.FORCE);
        assertThat(log.task(task).priority()).isEqualTo(Priority.LOW);
        assertThat(log.task(task).deleted()).isFalse();
    }

    @Test
    void givenTaskOverwrittenAndThenDeleted_whenUndone_thenTheDeletionConflictsAndForceBringsItBack() {
        UUID task = log.create(first, "Taxes", "low", null, "a");
        log.set(c, task, TaskAspect.PRIORITY, "high");
        log.set(c, task, TaskAspect.TAGS, List.of("b"));
        log.set(later, task, TaskAspect.PRIORITY, "medium");
        log.set(later, task, TaskAspect.TAGS, List.of());
        UUID deletion = Ids.newId();
        log.append(deletion, task, new TaskDeleted());

        assertThat(log.preview(c, OnConflict.KEEP))
                .filteredOn(change -> change.outcome() == Outcome.CONFLICT)
                .extracting(UndoneField::field, change -> change.by().origin().correlationId())
                .containsExactly(tuple("priority", deletion), tuple("tags", deletion));
        assertThat(outcomes(OnConflict.FORCE))
                .contains(tuple("priority", Outcome.FORCED), tuple("deleted", Outcome.FORCED));
        UUID undo = log.undo(c, OnConflict.FORCE);
        assertThat(log.task(task).priority()).isEqualTo(Priority.LOW);
        assertThat(log.task(task).tags()).containsExactly("a");
        assertThat(log.task(task).deleted()).isFalse();
        log.undo(undo, OnConflict.FAIL);
        assertThat(log.task(task).priority()).isEqualTo(Priority.MEDIUM);
        assertThat(log.task(task).deleted()).isTrue();
    }

    /** An undo writes to tasks that are deleted, too. */
    @Test
    void givenDeletedTaskThatAnUndoWroteTo_whenForced_thenItComesBackOnlyIfItWasDeletedSince() {
        UUID task = log.create(first, "Taxes", "low", null);
        log.set(c, task, TaskAspect.PRIORITY, "high");
        log.append(later, task, new TaskDeleted());
        UUID undo = Ids.newId();
        log.set(undo, task, TaskAspect.PRIORITY, "medium");

        assertThat(outcomes(OnConflict.FORCE))
                .containsExactly(tuple("priority", Outcome.FORCED), tuple("deleted", Outcome.FORCED));
        log.set(Ids.newId(), task, TaskAspect.PRIORITY, "low");
        assertThat(log.preview(undo, OnConflict.FORCE))
                .extracting(UndoneField::field, UndoneField::outcome)
                .containsExactly(tuple("priority", Outcome.FORCED));
    }

    @Test
    void givenUndoneCause_whenUndoneAgain_thenNothingHappens() {
        UUID task = log.create(first, "Taxes", "low", MONDAY, "a", "b");
        log.set(c, task, TaskAspect.TAGS, List.of("b", "c"));
        log.set(c, task, TaskAspect.NAME, "Other");
        log.undo(c, OnConflict.KEEP);
        int size = log.events().size();
        log.undo(c, OnConflict.KEEP);
        assertThat(log.events().size()).isEqualTo(size);
        assertThat(log.preview(c, OnConflict.KEEP))
                .extracting(UndoneField::outcome)
                .containsOnly(Outcome.ALREADY);
    }

    @Test
    void givenFields_whenUndone_thenOnlyThose() {
        UUID task = log.create(first, "Taxes", "low", MONDAY);
        log.set(c, task, TaskAspect.NAME, "Other");
        log.set(c, task, TaskAspect.PRIORITY, "high");
        log.undo(c, OnConflict.KEEP, TaskAspect.PRIORITY);
        assertThat(log.task(task).name()).isEqualTo("Other");
        assertThat(log.task(task).priority()).isEqualTo(Priority.LOW);
    }

    @Test
    void givenFullTags_whenARemovedOneShouldReturn_thenConflict() {
        List<String> fifty =
                java.util.stream.IntStream.range(0, 50).mapToObj(i -> "t" + i).toList();
        UUID task = log.create(first, "Taxes", "low", null, fifty.toArray(String[]::new));
        log.set(c, task, TaskAspect.TAGS, fifty.subList(0, 49));
        List<String> full = new java.util.ArrayList<>(fifty.subList(0, 49));
        full.add("other");
        log.set(later, task, TaskAspect.TAGS, full);
        assertThat(outcomes(OnConflict.FORCE)).containsExactly(tuple("tags", Outcome.CONFLICT));
    }

    private List<org.assertj.core.groups.Tuple> outcomes(OnConflict onConflict) {
        return log.preview(c, onConflict).stream()
                .map(change -> tuple(change.field(), change.outcome()))
                .toList();
    }

    /** Equal but for version and time of change. */
    private static void assertSame(TaskState now, TaskState then) {
        for (TaskAspect aspect : TaskAspect.values()) {
            assertThat(aspect.of(now)).as(aspect.wire()).isEqualTo(aspect.of(then));
        }
    }
}
