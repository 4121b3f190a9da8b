package behflow.command.process.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import behflow.api.kernel.ActorKind;
import behflow.api.kernel.Ids;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RecordedEvent;
import behflow.api.kernel.RejectedException;
import behflow.api.process.EventFilter;
import behflow.api.process.ProcessRule;
import behflow.api.process.TriggerType;
import behflow.api.process.query.Decision;
import behflow.api.task.TaskState;
import behflow.api.task.event.TaskCreated;
import behflow.api.task.event.TaskDeleted;
import behflow.api.task.event.TaskEvent;
import behflow.api.task.event.TaskPriorityChanged;
import behflow.api.task.event.TaskRescheduled;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventRulesTest {

    private static final UUID OWNER = Ids.newId();
    private static final UUID TASK = Ids.newId(OWNER);
    private static final Instant AT = Instant.parse("2025-12-18T10:00:00Z");

    private final Conditions conditions = new Conditions();
    private final EventRules rules = new EventRules(conditions);
    private final RecordedEvent created = event(
            0, 0, new TaskCreated("Fix", "it", "high", Instant.parse("2025-12-31T23:59:59Z"), List.of("ops", "x")));
    private final TaskState task = TaskStates.evolve(null, created);

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            task.priority == 'high' && 'ops' in task.tags                ; true
            task.priority == 'urgent'                                    ; false
            task.due_date < timestamp('2026-01-01T00:00:00Z')            ; true
            event.type == 'task.created' && event.actor == 'user'        ; true
            event.data.name == 'Fix'                                     ; true
            task.tags.exists(t, t.startsWith('o'))                       ; true
            task.name.matches('F.x')                                     ; true
            size(task.description) > 5                                   ; false
            task.version == 0 && !task.deleted                           ; true
            !has(before.priority) || before.priority != task.priority    ; true
            has(task.completed_at)                                       ; false
            has(task.due_date)                                           ; true
            """)
    void givenCondition_whenEventComes_thenAsItSays(String condition, boolean fires) {
        Ruling ruling = rules.rule(filter(condition, null), created, task, null);
        assertThat(ruling)
                .isEqualTo(
                        fires
                                ? new Ruling.Fires(true)
                                : new Ruling.Rests(Decision.Outcome.CONDITION_FALSE, "The condition was not met."));
    }

    @Test
    void givenBefore_whenTaskChanges_thenBothSidesAreSeen() {
        RecordedEvent raised = event(1, 0, new TaskPriorityChanged("high", "urgent"));
        TaskState after = TaskStates.evolve(task, raised);
        EventFilter filter = filter("before.priority == 'high' && task.priority == 'urgent'", null);
        assertThat(rules.rule(filter, raised, after, task)).isEqualTo(new Ruling.Fires(true));
        assertThat(rules.rule(filter("before.priority == 'high'", null), created, task, null))
                .as("there was nothing before")
                .isInstanceOfSatisfying(
                        Ruling.Rests.class,
                        rests -> assertThat(rests.outcome()).isEqualTo(Decision.Outcome.CONDITION_FAILED));
    }

    @Test
    void givenDueDateThatIsNone_whenComparedWithAnInstant_thenNoRunAndTheReason() {
        RecordedEvent cleared = event(1, 0, new TaskRescheduled(task.dueDate(), null));
        Ruling ruling = rules.rule(
                filter("task.due_date > timestamp('2026-01-01T00:00:00Z')", null),
                cleared,
                TaskStates.evolve(task, cleared),
                task);
        assertThat(ruling)
                .isInstanceOfSatisfying(
                        Ruling.Rests.class,
                        rests -> assertThat(rests.outcome()).isEqualTo(Decision.Outcome.CONDITION_FAILED));
    }

    /** The reason is kept, and an erasure of the task does not find it. */
    @Test
    void givenConditionThatFailsOnText_whenEventComes_thenTheReasonDoesNotQuoteIt() {
        assertThat(rules.rule(filter("int(task.name) > 3", null), created, task, null))
                .isEqualTo(new Ruling.Rests(
                        Decision.Outcome.CONDITION_FAILED,
                        "The condition could not be evaluated on this event (bad_format)."));
    }

    @Test
    void givenShortForm_whenFieldsMatchOrNot_thenAsTheContractSays() {
        assertThat(rests(Map.of("priority", "high"))).isFalse();
        assertThat(rests(Map.of("priority", List.of("low", "high")))).isFalse();
        assertThat(rests(Map.of("priority", "low"))).isTrue();
        assertThat(rests(Map.of("tags", "ops", "status", "not_started"))).isFalse();
        assertThat(rests(Map.of("tags", List.of("ops", "x")))).isFalse();
        assertThat(rests(Map.of("tags", List.of("ops", "y")))).isTrue();
        assertThat(rests(Map.of("due_date", "2026-01-01T00:59:59+01:00"))).isFalse();
        assertThat(rests(Map.of("due_date", "2026-01-01T00:59:58+01:00"))).isTrue();
    }

    @Test
    void givenNoCondition_whenEventComes_thenFiresWithoutOne() {
        assertThat(rules.rule(filter(null, null), event(1, 0, new TaskDeleted()), null, task))
                .isEqualTo(new Ruling.Fires(null));
    }

    @Test
    void givenChainOfTen_whenConditionHolds_thenItEndsAndSaysSo() {
        EventFilter filter = filter("task.priority == 'high'", null);
        RecordedEvent ninth = event(0, 9, created.payload() instanceof TaskEvent t ? t : null);
        RecordedEvent tenth = event(0, 10, created.payload() instanceof TaskEvent t ? t : null);
        assertThat(rules.rule(filter, ninth, task, null)).isInstanceOf(Ruling.Fires.class);
        assertThat(rules.rule(filter, tenth, task, null))
                .isInstanceOfSatisfying(
                        Ruling.Rests.class, rests -> assertThat(rests.outcome()).isEqualTo(Decision.Outcome.DEPTH));
    }

    @Test
    void givenRules_whenAskedForAType_thenOnlyEventBasedOnesThatNameIt() {
        ProcessRule named = rule(TriggerType.EVENT_BASED, new EventFilter(List.of("task.created"), null, null));
        assertThat(rules.concerns(named, created.payload())).isTrue();
        assertThat(rules.concerns(named, new TaskDeleted())).isFalse();
        assertThat(rules.concerns(rule(TriggerType.MANUAL, null), created.payload()))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "task.nonsense == 1",
                "task.priority",
                "task.priority ==",
                "T(java.lang.Runtime).getRuntime()",
                "task.priority == 1"
            })
    void givenConditionThatCannotBe_whenChecked_thenRefused(String condition) {
        assertThatThrownBy(() -> conditions.checked(filter(condition, null))).isInstanceOf(RejectedException.class);
    }

    @Test
    void givenFilterThatCannotBe_whenChecked_thenRefused() {
        for (EventFilter filter : Arrays.asList(
                null,
                new EventFilter(List.of(), null, null),
                new EventFilter(List.of("task.nonsense"), null, null),
                filter("true", Map.of("priority", "low")),
                filter(null, Map.of()),
                filter(null, Map.of("version", "1")),
                filter(null, Map.of("priority", 1)),
                filter("(".repeat(100) + "true" + ")".repeat(100), null),
                filter("'" + "a".repeat(1_000) + "' == ''", null))) {
            assertThatThrownBy(() -> conditions.checked(filter))
                    .as(String.valueOf(filter))
                    .isInstanceOf(RejectedException.class);
        }
    }

    private boolean rests(Map<String, Object> fields) {
        return rules.rule(conditions.checked(filter(null, fields)), created, task, null) instanceof Ruling.Rests;
    }

    private static EventFilter filter(@Nullable String condition, @Nullable Map<String, Object> fields) {
        return new EventFilter(List.of("task.created"), condition, fields);
    }

    private static ProcessRule rule(TriggerType trigger, @Nullable EventFilter filter) {
        return new ProcessRule(
                "update_tasks", Map.of(), trigger.wire(), null, null, null, filter, "skip", "P1D", "PT1H");
    }

    private static RecordedEvent event(long sequence, int depth, @Nullable TaskEvent payload) {
        UUID cause = UUID.randomUUID();
        Origin origin = new Origin(
                depth == 0 ? ActorKind.USER : ActorKind.PROCESS,
                OWNER,
                OWNER,
                cause,
                cause,
                cause,
                null,
                null,
                null,
                depth);
        return new RecordedEvent(
                OWNER,
                sequence + 1,
                UUID.randomUUID(),
                TASK,
                sequence,
                AT,
                java.util.Objects.requireNonNull(payload),
                origin);
    }
}
