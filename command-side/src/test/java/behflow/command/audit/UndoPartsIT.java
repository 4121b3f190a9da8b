package behflow.command.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import behflow.api.audit.OnConflict;
import behflow.api.audit.UndoReport;
import behflow.api.audit.command.ContinueUndo;
import behflow.api.audit.command.RevertCause;
import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.Ids;
import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RecordedEvent;
import behflow.api.kernel.RejectedException;
import behflow.api.task.Priority;
import behflow.api.task.TaskChange;
import behflow.api.task.TaskState;
import behflow.api.task.command.ChangeTask;
import behflow.api.task.command.CreateTask;
import behflow.api.task.command.DeleteTask;
import behflow.api.task.command.RestoreTask;
import behflow.command.kernel.AxonNode;
import behflow.command.task.TaskParts;
import behflow.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.config.Configuration;
import org.axonframework.messaging.MetaData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;

/** An undo in parts of one task each: what is written between two parts came after it was asked for, and stays. */
class UndoPartsIT {

    private static TestDatabase database;
    private static AxonNode node;

    private final UUID user = Ids.newId();
    private final UUID cause = Ids.newId();
    private final UUID undo = Ids.newId();

    static class Parts {

        @Bean
        UndoHandler undoHandler(EventLog log, RunningCauses runningCauses, Configuration axon) {
            return new UndoHandler(log, runningCauses, axon, 1);
        }

        @Bean
        InlineProjection<TaskState> noRows() {
            return new NoRows();
        }
    }

    @BeforeAll
    static void start() {
        database = TestDatabase.create();
        List<Class<?>> parts = new ArrayList<>(List.of(TaskParts.ALL));
        parts.addAll(List.of(Parts.class, RunningCauses.class, UndoAggregate.class));
        node = AxonNode.start(database, parts.toArray(Class<?>[]::new));
    }

    @AfterAll
    static void stop() {
        node.close();
        database.drop();
    }

    @Test
    void givenTasksChangedSinceItWasAsked_whenAForcedUndoGoesOn_thenTheyStayAndTheRestIsUndone() {
        UUID handled = raised();
        UUID overlaid = raised();
        UUID changed = raised();
        UUID deleted = raised();
        UUID last = raised();
        List.of(handled, overlaid, changed, deleted).forEach(task -> priority(Ids.newId(), task, Priority.MEDIUM));

        assertThat(revert(OnConflict.FORCE).remaining()).isEqualTo(4);
        assertThat(task(handled).priority()).isEqualTo(Priority.LOW);
        priority(Ids.newId(), handled, Priority.URGENT);
        priority(Ids.newId(), changed, Priority.URGENT);
        send(Ids.newId(), new DeleteTask(deleted, user, null));
        goOn();

        assertThat(task(handled).priority()).isEqualTo(Priority.URGENT);
        assertThat(task(overlaid).priority()).as("overlaid before").isEqualTo(Priority.LOW);
        assertThat(task(changed).priority()).isEqualTo(Priority.URGENT);
        assertThat(task(deleted).priority()).isEqualTo(Priority.MEDIUM);
        assertThat(task(deleted).deleted()).isTrue();
        assertThat(task(last).priority()).isEqualTo(Priority.LOW);
    }

    @Test
    void givenCreatedTasksThatAreWantedSince_whenAForcedUndoGoesOn_thenTheyStay() {
        UUID restored = created(cause);
        UUID changed = created(cause);
        UUID last = created(cause);

        assertThat(revert(OnConflict.FORCE).remaining()).isEqualTo(2);
        assertThat(task(restored).deleted()).isTrue();
        send(Ids.newId(), new RestoreTask(restored, user));
        priority(Ids.newId(), changed, Priority.URGENT);
        goOn();

        assertThat(task(restored).deleted()).isFalse();
        assertThat(task(changed).deleted()).isFalse();
        assertThat(task(last).deleted()).isTrue();
    }

    @Test
    void givenTasksChangedSinceItWasAsked_whenAnUndoThatKeepsGoesOn_thenTheyStay() {
        UUID handled = raised();
        UUID changed = raised();
        UUID last = raised();

        assertThat(revert(OnConflict.KEEP).remaining()).isEqualTo(2);
        priority(Ids.newId(), handled, Priority.URGENT);
        priority(Ids.newId(), changed, Priority.URGENT);
        goOn();

        assertThat(task(handled).priority()).isEqualTo(Priority.URGENT);
        assertThat(task(changed).priority()).isEqualTo(Priority.URGENT);
        assertThat(task(last).priority()).isEqualTo(Priority.LOW);
    }

    @Test
    void givenRedoThatStillRuns_whenItsCauseIsUndone_thenConflictUntilItIsOver() {
        UUID first = raised();
        UUID last = raised();
        revert(OnConflict.KEEP);
        goOn();
        UUID redo = Ids.newId();
        assertThat(revert(redo, undo).remaining()).isEqualTo(1);

        assertThatThrownBy(() -> revert(Ids.newId(), cause))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("still running");
        goOn(redo, undo);
        UUID again = Ids.newId();
        assertThat(revert(again, cause).remaining()).isEqualTo(1);
        goOn(again, cause);

        assertThat(List.of(task(first), task(last)))
                .extracting(TaskState::priority)
                .containsOnly(Priority.LOW);
    }

    private UUID created(UUID by) {
        UUID task = Ids.newId(user);
        send(by, new CreateTask(task, user, "Task", "", Priority.LOW, null, List.of()));
        return task;
    }

    /** A task whose priority the cause has raised. */
    private UUID raised() {
        UUID task = created(Ids.newId());
        priority(cause, task, Priority.HIGH);
        return task;
    }

    private void priority(UUID by, UUID task, Priority priority) {
        send(by, new ChangeTask(task, user, TaskChange.ofPriority(priority), null));
    }

    private UndoReport revert(OnConflict onConflict) {
        return send(undo, new RevertCause(user, cause, onConflict, null, false, null));
    }

    private UndoReport revert(UUID by, UUID undone) {
        return send(by, new RevertCause(user, undone, OnConflict.KEEP, null, false, null));
    }

    private void goOn() {
        goOn(undo, cause);
    }

    private void goOn(UUID by, UUID undone) {
        int parts = 0;
        while (this.<Integer>send(by, new ContinueUndo(user, undone, by)) > 0) {
            assertThat(++parts).isLessThan(10);
        }
    }

    private <R> R send(UUID by, Object command) {
        return node.bean(CommandGateway.class)
                .sendAndWait(new GenericCommandMessage<>(
                        command, MetaData.from(Origin.ofUser(user, by).toMetadata())));
    }

    private TaskState task(UUID task) {
        return new TaskStory(node.bean(EventLog.class).readSubject(task, 0, Integer.MAX_VALUE)).now();
    }

    /** No task has a row, so each is loaded from its events. */
    private static final class NoRows implements InlineProjection<TaskState> {

        @Override
        public String table() {
            return "no_rows";
        }

        @Override
        public String idColumn() {
            return "task_id";
        }

        @Override
        public boolean accepts(DomainEvent event) {
            return false;
        }

        @Override
        public @Nullable TaskState fold(@Nullable TaskState row, RecordedEvent event) {
            return row;
        }

        @Override
        public String columns() {
            throw new UnsupportedOperationException("There is no such table");
        }

        @Override
        public TaskState read(ResultSet row) {
            throw new UnsupportedOperationException("There is no such table");
        }

        @Override
        public Map<UUID, TaskState> read(Connection connection, String table, Collection<UUID> ids) {
            return Map.of();
        }

        @Override
        public void write(Connection connection, String table, Collection<TaskState> rows) {}

        @Override
        public void delete(Connection connection, String table, Collection<UUID> ids) {}
    }
}
