package behflow.command.account;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.account.Account;
import behflow.api.account.Sessions.Session;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How long a found session is used again, by two clocks, and that nothing piles up. */
class SessionLeasesTest {

    private static final ByteBuffer TOKEN = token(1);
    private static final Session SESSION = new Session(
            UUID.randomUUID(),
            new Account(UUID.randomUUID(), "john", "John", "Doe", null, null, "dmy", false, true, Instant.EPOCH));

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final AtomicLong millis = new AtomicLong(1_000_000);
    private final SessionLeases leases = of(Duration.ofHours(24));

    @Test
    void givenFoundSession_whenLooked_thenHeldFromBeforeItWasAskedFor_andNoLonger() {
        SessionLeases.Moment asked = leases.now();
        pass(40, 40);
        leases.keep(TOKEN, SESSION, asked);
        pass(49, 49);
        assertThat(leases.find(token(1))).contains(SESSION);
        assertThat(leases.find(token(2))).isEmpty();
        pass(1, 1);
        assertThat(leases.find(TOKEN)).isEmpty();
    }

    @Test
    void givenMachineThatWasSuspended_whenItsMonotonicClockStoodStill_thenNotHeld() {
        leases.keep(TOKEN, SESSION, leases.now());
        pass(1, 90);
        assertThat(leases.find(TOKEN)).isEmpty();
    }

    @Test
    void givenClockThatWasSetBack_whenLooked_thenNotHeld() {
        leases.keep(TOKEN, SESSION, leases.now());
        pass(1, -5);
        assertThat(leases.find(TOKEN)).isEmpty();
        SessionLeases.Moment asked = leases.now();
        leases.keep(TOKEN, SESSION, asked);
        pass(90, 10);
        assertThat(leases.find(TOKEN)).isEmpty();
    }

    @Test
    void givenShortIdleLife_whenLooked_thenHeldForATenthOfIt() {
        SessionLeases brief = of(Duration.ofMillis(500));
        brief.keep(TOKEN, SESSION, brief.now());
        pass(49, 49);
        assertThat(brief.find(TOKEN)).isPresent();
        pass(1, 1);
        assertThat(brief.find(TOKEN)).isEmpty();
    }

    @Test
    void givenTokensInUse_whenHalfOfTheirLeaseIsOver_thenToBeAskedForAlong_andOnlyThose() {
        leases.keep(token(1), SESSION, leases.now());
        leases.keep(token(2), SESSION, leases.now());
        leases.find(token(1));
        pass(44, 44);
        leases.keep(token(3), SESSION, leases.now());
        leases.find(token(3));
        assertThat(leases.toRenew(9)).as("none is half over").isEmpty();
        pass(1, 1);
        assertThat(leases.toRenew(9)).containsExactly(token(1));
        pass(45, 45);
        assertThat(leases.toRenew(9)).as("run out or half over").containsExactly(token(1), token(3));
        assertThat(leases.toRenew(1)).containsExactly(token(1));
        leases.keep(token(1), SESSION, leases.now());
        assertThat(leases.toRenew(9)).as("asked for meanwhile").containsExactly(token(3));
        leases.forgetRunOut();
        pass(45, 45);
        assertThat(leases.toRenew(9)).as("not used since").containsExactly(token(3));
        pass(90, 90);
        assertThat(leases.toRenew(9)).as("run out long ago").isEmpty();
    }

    @Test
    void givenManyTokens_whenTheirLeasesAreOver_thenForgotten_andTheNewerOneOfATokenStays() {
        for (int i = 0; i < 20_000; i++) {
            leases.keep(token(i), SESSION, leases.now());
        }
        assertThat(leases.find(token(9_999))).isPresent();
        assertThat(leases.find(token(10_000))).as("no more than ten thousand").isEmpty();
        pass(95, 95);
        leases.forgetRunOut();
        assertThat(leases.isEmpty()).isTrue();
        leases.keep(TOKEN, SESSION, leases.now());
        pass(80, 80);
        leases.keep(TOKEN, SESSION, leases.now());
        pass(20, 20);
        leases.forgetRunOut();
        assertThat(leases.find(TOKEN)).isPresent();
        assertThat(leases.isEmpty()).isFalse();
    }

    @Test
    void givenInterrupt_whenWaitedForLeases_thenNotCutShort_andHandedOn() {
        long began = System.nanoTime();
        Thread.currentThread().interrupt();
        SessionLeases.awaitRunOut();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(System.nanoTime() - began)
                .isGreaterThan(SessionLeases.LENGTH.plusMillis(5).toNanos());
    }

    private SessionLeases of(Duration idle) {
        return new SessionLeases(idle, nanos::get, millis::get);
    }

    private void pass(long monotonic, long wall) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(monotonic));
        millis.addAndGet(wall);
    }

    private static ByteBuffer token(int number) {
        return ByteBuffer.allocate(32).putInt(0, number);
    }
}
