package behflow.command.process.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.process.ProcessRule;
import behflow.command.process.trigger.Schedule;
import behflow.command.process.trigger.Schedules;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of times that have come. */
class CatchupTest {

    private static final Schedule DAILY = schedule("30 7 * * *");
    private static final Instant NOW = Instant.parse("2026-06-10T09:00:00Z");
    private static final Instant TODAY = Instant.parse("2026-06-10T07:30:00Z");

    @Test
    void givenNothingCame_thenNothing() {
        Catchup catchup = Catchup.of(DAILY, TODAY, NOW, Duration.ofDays(1));

        assertThat(catchup.run()).isEmpty();
        assertThat(catchup.missed()).isEmpty();
    }

    @Test
    void givenDays_whenTheLastIsWithinTheWindow_thenItRunsAndTheOthersAreMissed() {
        Catchup catchup = Catchup.of(DAILY, TODAY.minus(Duration.ofDays(3)), NOW, Duration.ofDays(1));

        assertThat(catchup.run()).contains(TODAY);
        assertThat(catchup.missed()).containsExactly(TODAY.minus(Duration.ofDays(2)), TODAY.minus(Duration.ofDays(1)));
        assertThat(catchup.earlier()).isFalse();
    }

    @Test
    void givenTheLastIsLongerAgoThanTheWindow_thenAllAreMissed() {
        Catchup catchup = Catchup.of(DAILY, TODAY.minusSeconds(1), NOW, Duration.ofHours(1));

        assertThat(catchup.run()).isEmpty();
        assertThat(catchup.missed()).containsExactly(TODAY);
    }

    @Test
    void givenNoWindow_whenFiredInTime_thenItRuns() {
        Catchup catchup = Catchup.of(DAILY, TODAY.minusSeconds(1), TODAY.plusSeconds(20), Duration.ZERO);

        assertThat(catchup.run()).contains(TODAY);
    }

    @Test
    void givenYearsOfMinutes_thenAHundredAreRememberedAndItTakesNoTime() {
        long started = System.nanoTime();

        Catchup catchup =
                Catchup.of(schedule("* * * * *"), NOW.minus(Duration.ofDays(20_000)), NOW, Duration.ofDays(1));

        assertThat(catchup.run()).contains(NOW);
        assertThat(catchup.missed()).hasSize(Catchup.REMEMBERED - 1).endsWith(NOW.minusSeconds(60));
        assertThat(catchup.earlier()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
    }

    private static Schedule schedule(String cron) {
        return Schedules.of(ProcessRule.scheduled("create_task", Map.of(), cron), Instant.EPOCH, ZoneOffset.UTC);
    }
}
