package behflow.gateway.chat.tools;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.kernel.Ids;
import behflow.api.kernel.Origin;
import behflow.api.task.Priority;
import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import behflow.gateway.kernel.Caller;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A turn that is ended by one thread while another still works in it. */
class TurnTest {

    private final UUID user = Ids.newId();
    private final Turn turn = Turn.of(
            new Caller(user, "john", "J", "D", false, ZoneOffset.UTC, "dmy", Ids.newId()),
            Origin.ofUser(user, Ids.newId()));

    @Test
    void givenWorkInHand_whenEnded_thenItsEffectIsThere() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> work = CompletableFuture.runAsync(() -> turn.during(() -> {
            begun.countDown();
            pause(200);
            turn.created(task());
            return turn;
        }));
        begun.await();

        turn.end();

        assertThat(turn.hasActed()).isTrue();
        assertThat(turn.tasks()).hasSize(1);
        work.get(5, TimeUnit.SECONDS);
    }

    @Test
    void givenEndedTurn_whenAToolGoesOnReading_thenNothingIsAdded() {
        turn.touched(task());

        turn.end();
        turn.touched(task());
        turn.propose("delete_tasks", "{}");

        assertThat(turn.tasks()).hasSize(1);
        assertThat(turn.proposed()).isEmpty();
    }

    @Test
    void givenToolThatReads_whenItsTurnIsRead_thenNeitherIsDisturbed() throws Exception {
        CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 2_000; i++) {
                turn.touched(task());
            }
        });
        while (!reading.isDone()) {
            turn.tasks();
        }
        reading.get(5, TimeUnit.SECONDS);
        assertThat(turn.tasks()).hasSize(2_000);
    }

    private TaskState task() {
        return new TaskState(
                UUID.randomUUID(),
                user,
                0,
                "A",
                "",
                TaskStatus.NOT_STARTED,
                Priority.LOW,
                null,
                List.of(),
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                null);
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
