package behflow.command.task;

import static behflow.command.Fixtures.OWNER;
import static behflow.command.Fixtures.SOMEONE_ELSE;
import static behflow.command.Fixtures.events;
import static behflow.command.Fixtures.metadata;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import behflow.api.kernel.Ids;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.api.task.Priority;
import behflow.api.task.TaskChange;
import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import behflow.api.task.To;
import behflow.api.task.command.ChangeTask;
import behflow.api.task.command.CreateTask;
import behflow.api.task.command.DeleteTask;
import behflow.api.task.command.RestoreTask;
import behflow.api.task.event.TaskCreated;
import behflow.api.task.event.TaskDeleted;
import behflow.api.task.event.TaskDescribed;
import behflow.api.task.event.TaskErased;
import behflow.api.task.event.TaskPriorityChanged;
import behflow.api.task.event.TaskRenamed;
import behflow.api.task.event.TaskRescheduled;
import behflow.api.task.event.TaskRestored;
import behflow.api.task.event.TaskStatusChanged;
import behflow.api.task.event.TaskTagsChanged;
import behflow.command.Fixtures;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.ResultValidator;
import org.hamcrest.CustomTypeSafeMatcher;
import org.junit.jupiter.api.Test;

/** Every command to a task, and everything that it is refused for. */
class TaskAggregateTest {

    private static final Instant DUE = Instant.parse("2026-12-31T23:59:59Z");

    private final AggregateTestFixture<TaskAggregate> fixture = Fixtures.of(TaskAggregate.class);
    private final UUID taskId = Ids.newId(OWNER);

    private static TaskCreated created() {
        return new TaskCreated("Report", "Write it", "medium", null, List.of("a", "b"));
    }

    private ChangeTask change(TaskChange change) {
        return new ChangeTask(taskId, OWNER, change, null);
    }

    private static void rejected(ResultValidator<TaskAggregate> result, RejectionCode code) {
        result.expectNoEvents()
                .expectException(RejectedException.class)
                .expectException(new CustomTypeSafeMatcher<Throwable>("rejected as " + code) {
                    @Override
                    protected boolean matchesSafely(Throwable thrown) {
                        return thrown instanceof RejectedException rejection && rejection.code() == code;
                    }
                });
    }

    @Test
    void givenNothing_whenCreate_thenCreatedNotStarted() {
        fixture.givenNoPriorActivity()
                .when(
                        new CreateTask(taskId, OWNER, "Report", "", Priority.HIGH, DUE, List.of("x", "x", "y")),
                        metadata())
                .expectEvents(new TaskCreated("Report", "", "high", DUE, List.of("x", "y")))
                .expectResultMessagePayloadMatching(new CustomTypeSafeMatcher<Object>("the new state") {
                    @Override
                    protected boolean matchesSafely(Object result) {
                        return result instanceof TaskState task
                                && task.version() == 0
                                && task.status() == TaskStatus.NOT_STARTED
                                && task.ownerId().equals(OWNER);
                    }
                });
    }

    @Test
    void givenBadValues_whenCommandIsMade_thenRefusedAndNamed() {
        assertThatThrownBy(() -> new CreateTask(taskId, OWNER, " ", "", Priority.LOW, null, List.of()))
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        e -> assertThat(e.errors().get(0).field()).isEqualTo("name"));
        assertThatThrownBy(() -> new CreateTask(taskId, OWNER, "a\0b", "", Priority.LOW, null, List.of()))
                .isInstanceOf(RejectedException.class);
        assertThatThrownBy(() -> new CreateTask(
                        taskId, OWNER, "a", "", Priority.LOW, Instant.parse("1969-12-31T23:59:59Z"), List.of()))
                .isInstanceOf(RejectedException.class);
        assertThatThrownBy(() -> new TaskChange(new To<>(null), null, null, null, null, null))
                .isInstanceOf(RejectedException.class);
    }

    @Test
    void givenTask_whenAllFieldsChange_thenOneEventEach() {
        fixture.given(events(created()))
                .when(
                        change(new TaskChange(
                                new To<>("Letter"),
                                new To<>(null),
                                new To<>(TaskStatus.COMPLETED),
                                new To<>(Priority.LOW),
                                new To<>(DUE),
                                new To<>(List.of("b", "c")))),
                        metadata())
                .expectEvents(
                        new TaskRenamed("Report", "Letter"),
                        new TaskDescribed("Write it", ""),
                        new TaskStatusChanged("not_started", "completed"),
                        new TaskPriorityChanged("medium", "low"),
                        new TaskRescheduled(null, DUE),
                        new TaskTagsChanged(List.of("a", "b"), List.of("b", "c")));
    }

    @Test
    void givenTask_whenNothingReallyChanges_thenNoEvent() {
        fixture.given(events(created()))
                .when(
                        change(new TaskChange(
                                new To<>("Report"),
                                new To<>("Write it"),
                                new To<>(TaskStatus.NOT_STARTED),
                                new To<>(Priority.MEDIUM),
                                new To<>(null),
                                new To<>(List.of("b", "a")))),
                        metadata())
                .expectNoEvents()
                .expectSuccessfulHandlerExecution();
    }

    @Test
    void givenAnyStatus_whenAnyOther_thenAllowed() {
        for (TaskStatus from : TaskStatus.values()) {
            for (TaskStatus to : TaskStatus.values()) {
                if (from != to && from != TaskStatus.NOT_STARTED) {
                    Fixtures.of(TaskAggregate.class)
                            .given(events(created(), new TaskStatusChanged("not_started", from.wire())))
                            .when(change(TaskChange.ofStatus(to)), metadata())
                            .expectEvents(new TaskStatusChanged(from.wire(), to.wire()));
                }
            }
        }
    }

    @Test
    void givenSomeoneElsesTask_whenTouched_thenForbidden() {
        rejected(
                fixture.given(events(created()))
                        .when(
                                new ChangeTask(taskId, SOMEONE_ELSE, TaskChange.ofPriority(Priority.LOW), null),
                                metadata()),
                RejectionCode.FORBIDDEN);
        rejected(
                Fixtures.of(TaskAggregate.class)
                        .given(events(created()))
                        .when(new DeleteTask(taskId, SOMEONE_ELSE, null), metadata()),
                RejectionCode.FORBIDDEN);
        rejected(
                Fixtures.of(TaskAggregate.class)
                        .given(events(created(), new TaskDeleted()))
                        .when(new RestoreTask(taskId, SOMEONE_ELSE), metadata()),
                RejectionCode.FORBIDDEN);
    }

    @Test
    void givenOtherVersion_whenClientNamedOne_thenPreconditionFailed() {
        rejected(
                fixture.given(events(created()))
                        .when(new ChangeTask(taskId, OWNER, TaskChange.ofPriority(Priority.LOW), 1L), metadata()),
                RejectionCode.PRECONDITION_FAILED);
        rejected(
                Fixtures.of(TaskAggregate.class)
                        .given(events(created()))
                        .when(new DeleteTask(taskId, OWNER, 7L), metadata()),
                RejectionCode.PRECONDITION_FAILED);
        Fixtures.of(TaskAggregate.class)
                .given(events(created()))
                .when(new DeleteTask(taskId, OWNER, 0L), metadata())
                .expectEvents(new TaskDeleted());
    }

    @Test
    void givenDeletedTask_whenChangedOrDeleted_thenNotFound() {
        rejected(
                fixture.given(events(created(), new TaskDeleted()))
                        .when(change(TaskChange.ofPriority(Priority.LOW)), metadata()),
                RejectionCode.NOT_FOUND);
        rejected(
                Fixtures.of(TaskAggregate.class)
                        .given(events(created(), new TaskDeleted()))
                        .when(new DeleteTask(taskId, OWNER, null), metadata()),
                RejectionCode.NOT_FOUND);
    }

    @Test
    void givenDeletedTask_whenRestore_thenRestored() {
        fixture.given(events(created(), new TaskDeleted()))
                .when(new RestoreTask(taskId, OWNER), metadata())
                .expectEvents(new TaskRestored());
    }

    @Test
    void givenLiveTask_whenRestore_thenNothing() {
        fixture.given(events(created()))
                .when(new RestoreTask(taskId, OWNER), metadata())
                .expectNoEvents();
    }

    @Test
    void givenErasedTask_whenRestore_thenConflict() {
        rejected(
                fixture.given(events(
                                new TaskCreated(null, null, "medium", null, null),
                                new TaskDeleted(),
                                new TaskErased("wish", List.of(List.of(1L, 2L)), "00")))
                        .when(new RestoreTask(taskId, OWNER), metadata()),
                RejectionCode.CONFLICT);
    }

    @Test
    void givenNoTask_whenChanged_thenThereIsNone() {
        fixture.givenNoPriorActivity()
                .when(change(TaskChange.ofPriority(Priority.LOW)), metadata())
                .expectException(AggregateNotFoundException.class);
    }
}
