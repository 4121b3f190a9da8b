package behflow.command.process.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import behflow.api.kernel.RejectedException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.commandhandling.gateway.DefaultCommandGateway;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.queryhandling.DefaultQueryGateway;
import org.axonframework.queryhandling.SimpleQueryBus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.TransientDataAccessResourceException;

/** What a run does again after a while, and what it does not. */
class PatienceTest {

    private final Messenger messenger = new Messenger(
            DefaultCommandGateway.builder()
                    .commandBus(SimpleCommandBus.builder().build())
                    .build(),
            DefaultQueryGateway.builder()
                    .queryBus(SimpleQueryBus.builder().build())
                    .build());
    private final AtomicInteger times = new AtomicInteger();

    @Test
    void givenTheDatabaseIsAwayTwice_whenDone_thenItIsDoneTheThirdTimeAndLater() {
        long started = System.nanoTime();

        String done = messenger.patiently(new RunControl(), () -> {
            if (times.incrementAndGet() < 3) {
                throw new TransientDataAccessResourceException("away");
            }
            return "done";
        });

        assertThat(done).isEqualTo("done");
        assertThat(times).hasValue(3);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThan(Duration.ofMillis(590));
    }

    /** As a command that loads its aggregate while PostgreSQL is restarted fails. */
    @ParameterizedTest
    @ValueSource(strings = {"08006", "57P01", "53300", "40001", "25P03", "55P03"})
    void givenTheDatabaseIsAway_whenWhatItSaysComesAsItsDriverHasIt_thenItIsDoneAgain(String state) {
        String done = messenger.patiently(new RunControl(), () -> {
            if (times.incrementAndGet() < 2) {
                throw new EventStoreException("The log could not be read", new SQLException("away", state));
            }
            return "done";
        });

        assertThat(done).isEqualTo("done");
        assertThat(times).hasValue(2);
    }

    @Test
    void givenABrokenStatement_whenDone_thenOnceOnly() {
        assertThatExceptionOfType(EventStoreException.class)
                .isThrownBy(() -> messenger.patiently(new RunControl(), () -> {
                    times.incrementAndGet();
                    throw new EventStoreException("The log could not be read", new SQLException("no column", "42703"));
                }));
        assertThat(times).hasValue(1);
    }

    @Test
    void givenARefusal_whenDone_thenOnceOnly() {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> messenger.patiently(new RunControl(), () -> {
                    times.incrementAndGet();
                    throw RejectedException.notFound();
                }));
        assertThat(times).hasValue(1);
    }

    @Test
    void givenATimeLimit_whenTheDatabaseStaysAway_thenItEndsThere() {
        RunControl control = new RunControl();
        control.limit(Duration.ofMillis(300));

        assertThatExceptionOfType(RunStopped.class)
                .isThrownBy(() -> messenger.patiently(control, () -> {
                    throw new TransientDataAccessResourceException("away");
                }))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(RunStopped.Reason.TIME_LIMIT));
    }
}
