package behflow.command.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.kernel.Ids;
import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.RecordedEvent;
import behflow.api.task.Priority;
import behflow.api.task.TaskChange;
import behflow.api.task.TaskState;
import behflow.api.task.To;
import behflow.api.task.command.ChangeTask;
import behflow.api.task.command.CreateTask;
import behflow.api.task.event.TaskEvent;
import behflow.command.kernel.AxonNode;
import behflow.command.task.TaskAggregate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.MetaData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;

/** Aggregates with snapshots, loaded and changed by two nodes in turn and at once. */
class SnapshotIT {

    private static StoreFixture fixture;
    private static AxonNode one;
    private static AxonNode two;

    static class Part {
        @Bean
        InlineProjection<?> testRows() {
            return new TestRows();
        }
    }

    @BeforeAll
    static void start() throws Exception {
        fixture = new StoreFixture();
        one = AxonNode.start(fixture.database(), Part.class, TaskAggregate.class);
        two = AxonNode.start(fixture.database(), Part.class, TaskAggregate.class);
    }

    @AfterAll
    static void stop() throws Exception {
        two.close();
        one.close();
        fixture.close();
    }

    @Test
    void givenSnapshotOfOneNode_whenTheOthersWritePastIt_thenEveryLoadHasEverything() throws Exception {
        UUID owner = Ids.newId();
        UUID task = create(owner);
        for (int i = 1; i <= 70; i++) {
            rename(one, owner, task, "one " + i, null);
        }
        awaitSnapshot(task, 49);
        assertThat(loaded(two, owner, task)).isEqualTo(folded(two, task));
        assertThat(rename(two, owner, task, "two", 70L).version()).isEqualTo(71);
        for (int i = 1; i <= 70; i++) {
            rename(i % 2 == 0 ? one : two, owner, task, "both " + i, 70L + i);
        }
        awaitSnapshot(task, 99);
        for (AxonNode node : List.of(one, two)) {
            assertThat(eventsRead(node, task))
                    .as("events read after the snapshot")
                    .isLessThanOrEqualTo(60);
            assertThat(loaded(node, owner, task)).isEqualTo(folded(node, task));
            rename(node, owner, task, "last of " + node.hashCode(), null);
        }
    }

    @Test
    void givenSnapshotOfAnotherVersion_whenLoaded_thenNotRead() throws Exception {
        UUID owner = Ids.newId();
        UUID task = create(owner);
        for (int i = 1; i <= 60; i++) {
            rename(one, owner, task, "name " + i, null);
        }
        awaitSnapshot(task, 49);
        for (String column : List.of("revision = '0'", "payload_type = 'behflow.command.task.Gone'", "payload = 'x'")) {
            fixture.database()
                    .execute("update eventstore.snapshot set " + column + " where subject_id = '" + task + "'");
            assertThat(loaded(two, owner, task)).isEqualTo(folded(two, task));
        }
    }

    @Test
    void givenOneTask_whenTwoNodesChangeItAtOnce_thenOneWinnerForEachVersionAndTheSameState() throws Exception {
        UUID owner = Ids.newId();
        UUID task = create(owner);
        List<CompletableFuture<Integer>> writers = new ArrayList<>();
        for (AxonNode node : List.of(one, two, one, two)) {
            writers.add(CompletableFuture.supplyAsync(() -> {
                int won = 0;
                for (int i = 0; i < 40; i++) {
                    try {
                        rename(node, owner, task, UUID.randomUUID().toString(), null);
                        won++;
                    } catch (org.axonframework.modelling.command.ConcurrencyException lostEveryRace) {
                        continue;
                    }
                }
                return won;
            }));
        }
        long won = 0;
        for (CompletableFuture<Integer> writer : writers) {
            won += writer.get(60, TimeUnit.SECONDS);
        }
        assertThat(folded(one, task).version()).isEqualTo(won);
        assertThat(loaded(two, owner, task)).isEqualTo(folded(two, task));
        LogInvariants.check(fixture.database().dataSource());
    }

    private static UUID create(UUID owner) {
        UUID task = Ids.newId(owner);
        send(one, owner, new CreateTask(task, owner, "Task", "", Priority.LOW, null, List.of()));
        return task;
    }

    private static TaskState rename(AxonNode node, UUID owner, UUID task, String name, Long expectedVersion) {
        return send(
                node,
                owner,
                new ChangeTask(
                        task, owner, new TaskChange(new To<>(name), null, null, null, null, null), expectedVersion));
    }

    /** A change of nothing is answered with the state that was loaded. */
    private static TaskState loaded(AxonNode node, UUID owner, UUID task) {
        return send(node, owner, new ChangeTask(task, owner, TaskChange.NONE, null));
    }

    private static TaskState send(AxonNode node, UUID owner, Object command) {
        return node.bean(CommandGateway.class)
                .sendAndWait(new GenericCommandMessage<>(
                        command,
                        MetaData.from(behflow.api.kernel.Origin.ofUser(owner, Ids.newId())
                                .toMetadata())));
    }

    /** From the first event, without any snapshot. */
    private static TaskState folded(AxonNode node, UUID task) {
        TaskState state = null;
        for (RecordedEvent event : node.bean(EventStoreNode.class).eventLog().readSubject(task, 0, Integer.MAX_VALUE)) {
            state = TaskState.evolve(
                    state, task, event.ownerId(), (TaskEvent) event.payload(), event.sequence(), event.timestamp());
        }
        return state;
    }

    private static long eventsRead(AxonNode node, UUID task) {
        return node.bean(EventStoreNode.class)
                .eventStore()
                .readEvents(task.toString())
                .asStream()
                .count();
    }

    /** They are made after the commands that bring them about. */
    private static void awaitSnapshot(UUID task, long sequence) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        String find = "select count(*) from eventstore.snapshot where subject_id = ? and sequence >= ?";
        while (fixture.number(find, task, sequence) == 0 && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(fixture.number(find, task, sequence)).isOne();
    }
}
