package behflow.command.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.kernel.Origin;
import behflow.api.task.event.TaskDeleted;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class AppendQueueTest {

    private final AppendQueue queue = new AppendQueue(100, Duration.ofMinutes(1));

    @Test
    void givenNothingIsCommitted_whenTaken_thenOneUnitMakesABatch() throws Exception {
        queue.offer(unit());

        assertThat(taken().get(5, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void givenOthersAreCommitted_whenHalfAsManyHaveCome_thenTheyAreABatch() throws Exception {
        queue.committing(6);
        queue.offer(unit());
        queue.offer(unit());
        CompletableFuture<Integer> taken = taken();
        queue.offer(unit());

        assertThat(taken.get(5, TimeUnit.SECONDS)).isEqualTo(3);
    }

    @Test
    void givenOthersAreCommitted_whenTheyAre_thenOneUnitMakesABatch() throws Exception {
        queue.committing(1_000);
        queue.offer(unit());
        CompletableFuture<Integer> taken = taken();
        queue.committed(1_000);

        assertThat(taken.get(5, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void givenCommitThatHangs_whenOneUnitComes_thenTakenAllTheSame() throws Exception {
        AppendQueue impatient = new AppendQueue(100, Duration.ofMillis(10));
        impatient.committing(1_000);
        CompletableFuture<Integer> taken = taken(impatient);
        assertThat(taken).failsWithin(50, TimeUnit.MILLISECONDS).withThrowableOfType(TimeoutException.class);

        impatient.offer(unit());

        assertThat(taken.get(5, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void givenOwnerWhoseUnitsAreTaken_whenMoreComeFromIt_thenTheyWaitUntilThoseAreDone() throws Exception {
        UUID owner = UUID.randomUUID();
        queue.offer(unit(owner));
        AppendQueue.Batch first = queue.take(false, 10, 10);
        queue.offer(unit(owner));
        CompletableFuture<Integer> taken = taken();
        assertThat(taken).failsWithin(100, TimeUnit.MILLISECONDS).withThrowableOfType(TimeoutException.class);

        queue.done(first, List.of());

        assertThat(taken.get(5, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void givenMoreThanABatchHolds_whenTaken_thenTheRestFollows() throws Exception {
        UUID owner = UUID.randomUUID();
        for (int i = 0; i < 5; i++) {
            queue.offer(unit(owner));
        }
        AppendQueue.Batch first = queue.take(false, 3, 10);
        queue.committing(3);
        queue.done(first, List.of());

        assertThat(first.units()).hasSize(3);
        assertThat(taken().get(5, TimeUnit.SECONDS)).isEqualTo(2);
    }

    @Test
    void givenTwoThatTake_whenOneHasTakenAllThereWas_thenTheOtherWaitsForMore() throws Exception {
        AppendQueue impatient = new AppendQueue(100, Duration.ofMillis(200));
        impatient.committing(1_000);
        impatient.offer(unit());
        CompletableFuture<Integer> one = taken(impatient);
        CompletableFuture<Integer> other = taken(impatient);
        CompletableFuture.anyOf(one, other).get(5, TimeUnit.SECONDS);
        assertThat(CompletableFuture.allOf(one, other))
                .failsWithin(400, TimeUnit.MILLISECONDS)
                .withThrowableOfType(TimeoutException.class);

        impatient.offer(unit());

        assertThat(one.get(5, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(other.get(5, TimeUnit.SECONDS)).isEqualTo(1);
    }

    private CompletableFuture<Integer> taken() {
        return taken(queue);
    }

    private static CompletableFuture<Integer> taken(AppendQueue queue) {
        return CompletableFuture.supplyAsync(
                () -> queue.take(false, 10, 10).units().size(), task -> new Thread(task).start());
    }

    private static AppendUnit unit() {
        return unit(UUID.randomUUID());
    }

    private static AppendUnit unit(UUID owner) {
        UUID cause = UUID.randomUUID();
        return new AppendUnit(List.of(new Appendable(
                UUID.randomUUID(),
                UUID.randomUUID(),
                0,
                "task.deleted",
                "1",
                0,
                new byte[0],
                new byte[0],
                new byte[32],
                new byte[32],
                new TaskDeleted(),
                Origin.ofUser(owner, cause).causedBy(cause))));
    }
}
