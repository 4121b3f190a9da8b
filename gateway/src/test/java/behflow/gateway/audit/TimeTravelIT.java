package behflow.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import behflow.BehflowIT;
import behflow.api.audit.LoggedEvent;
import behflow.api.audit.query.ListTaskHistory;
import behflow.api.audit.query.TaskHistory;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.OwnerLock;
import behflow.api.kernel.RejectedException;
import behflow.api.task.Priority;
import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import behflow.api.task.query.ListTasks;
import behflow.api.task.query.PointInTime.AsOf;
import behflow.api.task.query.PointInTime.AsOfPosition;
import behflow.api.task.query.PointInTime.AsOfVersion;
import behflow.api.task.query.TaskFilter;
import behflow.api.task.query.TaskPage;
import behflow.api.task.query.TaskSort;
import behflow.gateway.kernel.CommandDoor;
import behflow.gateway.kernel.QueryDoor;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** As of a version, a position and an instant; one task, and lists with filters and pages. */
class TimeTravelIT extends BehflowIT {

    @Autowired
    private CommandDoor commands;

    @Autowired
    private QueryDoor queries;

    @Autowired
    private EventLog log;

    private LogClient client;

    @BeforeEach
    void user() {
        client = new LogClient(commands, queries, log);
    }

    @Test
    void givenChangedTask_whenAskedAsOfVersionPositionAndInstant_thenEachIsAsItWasThen() {
        UUID taskId = client.create(client.cause(), "Taxes", "home");
        TaskState created = client.task(taskId);
        TaskState raised = client.priority(client.cause(), taskId, Priority.URGENT);
        client.delete(client.cause(), taskId);
        TaskState deleted = client.task(taskId);

        assertThat(client.find(taskId, new AsOfVersion(0))).isEqualTo(created);
        assertThat(client.find(taskId, new AsOfVersion(1))).isEqualTo(raised);
        assertThat(client.find(taskId, new AsOfVersion(2))).isEqualTo(deleted);
        assertThat(client.find(taskId, new AsOfPosition(2))).isEqualTo(raised);
        assertThat(client.find(taskId, new AsOfPosition(0))).isNull();
        assertThat(client.find(taskId, new AsOf(created.updatedAt()))).isEqualTo(created);
        assertThat(client.find(taskId, new AsOf(raised.updatedAt()))).isEqualTo(raised);
        assertThat(client.find(taskId, new AsOf(raised.updatedAt().minusNanos(1_000))))
                .isEqualTo(created);
        assertThat(client.find(taskId, new AsOf(created.createdAt().minusNanos(1_000))))
                .isNull();
    }

    @Test
    void givenFilters_whenListedAsOfPosition_thenThePredicatesApplyToThePast() {
        UUID first =
                client.create(client.cause(), "Write report", Priority.HIGH, Instant.parse("2020-01-01T00:00:00Z"));
        UUID second = client.create(client.cause(), "Read report", Priority.LOW, null);
        long before = client.head();
        client.status(client.cause(), first, TaskStatus.COMPLETED);
        client.name(client.cause(), second, "Read novel");
        client.delete(client.cause(), first);

        TaskFilter report = new TaskFilter(Set.of(), Set.of(), Set.of(), "report", false, null, null, null);
        TaskFilter overdue = new TaskFilter(Set.of(), Set.of(), Set.of(), null, false, null, null, Instant.now());
        TaskFilter gone = new TaskFilter(Set.of(), Set.of(), Set.of(), null, true, null, null, null);
        assertThat(client.list(report, TaskSort.NEWEST_FIRST, new AsOfPosition(before)))
                .extracting(TaskState::taskId)
                .containsExactly(second, first);
        assertThat(client.list(overdue, TaskSort.NEWEST_FIRST, new AsOfPosition(before)))
                .extracting(TaskState::taskId)
                .containsExactly(first);
        assertThat(client.list(gone, TaskSort.NEWEST_FIRST, new AsOfPosition(before)))
                .isEmpty();
        assertThat(client.list(gone, TaskSort.NEWEST_FIRST, new AsOfPosition(client.head())))
                .isEqualTo(client.list(gone, TaskSort.NEWEST_FIRST, null))
                .hasSize(1);
    }

    @Test
    void givenPagesOfThePast_whenTheListChangesInBetween_thenTheNextPageIsOfTheSamePast() {
        for (int i = 0; i < 5; i++) {
            client.create(client.cause(), "Task " + i);
        }
        long then = client.head();
        List<TaskState> all = client.list(TaskFilter.ALL, TaskSort.NEWEST_FIRST, null);
        TaskPage first = page(new AsOfPosition(then), null);
        all.forEach(task -> client.delete(client.cause(), task.taskId()));

        TaskPage second = page(new AsOfPosition(then), first.nextCursor());
        TaskPage third = page(null, second.nextCursor());
        assertThat(first.tasks()).isEqualTo(all.subList(0, 2));
        assertThat(second.tasks()).isEqualTo(all.subList(2, 4));
        assertThat(third.tasks()).isEqualTo(all.subList(4, 5));
        assertThatThrownBy(() -> page(new AsOfPosition(then + 1), first.nextCursor()))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("cursor");
    }

    @Test
    void givenPointsToCome_whenAsked_thenRefused() {
        UUID taskId = client.create(client.cause(), "Now");
        assertThatThrownBy(() -> client.find(taskId, new AsOf(Instant.now().plusSeconds(60))))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("later than now");
        assertThatThrownBy(() -> client.find(taskId, new AsOfPosition(2))).isInstanceOf(RejectedException.class);
        assertThatThrownBy(() -> client.find(taskId, new AsOfVersion(1))).isInstanceOf(RejectedException.class);
        assertThatThrownBy(() -> client.list(TaskFilter.ALL, TaskSort.NEWEST_FIRST, new AsOfPosition(2)))
                .isInstanceOf(RejectedException.class);
    }

    @Test
    void givenWriteUnderWay_whenAskedAsOfTheLastSecond_thenTheAnswerWaitsForItAndNeverChanges() throws Exception {
        UUID taskId = client.create(client.cause(), "Before");
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(" + OwnerLock.key(client.userId) + ")");
            CompletableFuture<TaskState> write =
                    CompletableFuture.supplyAsync(() -> client.name(client.cause(), taskId, "After"));
            Thread.sleep(50);
            Instant now = Instant.now();
            CompletableFuture<TaskState> read = CompletableFuture.supplyAsync(() -> client.find(taskId, new AsOf(now)));
            assertThatThrownBy(() -> read.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            connection.rollback();

            TaskState answered = read.get(5, TimeUnit.SECONDS);
            write.get(5, TimeUnit.SECONDS);
            assertThat(client.find(taskId, new AsOf(now))).isEqualTo(answered);
        }
    }

    @Test
    void givenLongHistory_whenPaged_thenEveryEventOnceInOrder() {
        UUID taskId = client.create(client.cause(), "Busy");
        for (int i = 0; i < 60; i++) {
            client.priority(client.cause(), taskId, i % 2 == 0 ? Priority.HIGH : Priority.LOW);
        }
        client.delete(client.cause(), taskId);
        long from = 0;
        long expected = 0;
        while (true) {
            TaskHistory page = client.ask(new ListTaskHistory(taskId, from, 25), TaskHistory.class);
            for (LoggedEvent event : page.events()) {
                assertThat(event.event().sequence()).isEqualTo(expected++);
            }
            if (page.next() == null) {
                break;
            }
            from = page.next();
        }
        assertThat(expected).isEqualTo(62);
    }

    private TaskPage page(
            @org.jspecify.annotations.Nullable AsOfPosition asOf, @org.jspecify.annotations.Nullable String cursor) {
        return client.ask(
                new ListTasks(client.userId, TaskFilter.ALL, TaskSort.NEWEST_FIRST, asOf, 2, cursor), TaskPage.class);
    }
}
