package behflow.command.process.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of the other steps of a run when one of them has ended it. */
class PipeTest {

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final Pipe pipe = new Pipe(threads);
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicInteger done = new AtomicInteger();

    @AfterEach
    void shutDown() {
        threads.shutdownNow();
    }

    @Test
    void givenAStepUnderWay_whenAnotherHasThrown_thenSettledWhenItIsDone_andWhatWaitsDoesNotBegin()
            throws InterruptedException {
        pipe.submit(this::slow);
        begun.await();
        pipe.submit(() -> {
            throw new IllegalStateException("broken");
        });
        assertThatThrownBy(() -> {
                    pipe.submit(this::slow);
                    while (true) {
                        pipe.submit(() -> {});
                    }
                })
                .hasMessage("broken");

        CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS).execute(goOn::countDown);
        pipe.settle(Duration.ofSeconds(20));

        assertThat(done).hasValue(1);
    }

    @Test
    void givenAStepThatHangs_whenSettled_thenNoLongerThanAllowed() {
        pipe.submit(this::slow);
        long started = System.nanoTime();

        pipe.settle(Duration.ofMillis(200));

        assertThat(Duration.ofNanos(System.nanoTime() - started))
                .isBetween(Duration.ofMillis(200), Duration.ofSeconds(10));
        assertThat(done).hasValue(0);
    }

    private void slow() {
        begun.countDown();
        try {
            goOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        done.incrementAndGet();
    }
}
