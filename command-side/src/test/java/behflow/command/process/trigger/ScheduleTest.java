package behflow.command.process.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.process.ProcessRule;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Wall times over changes of the clock. */
class ScheduleTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void givenTheHourThatIsLeftOut_whenDueInIt_thenAsMuchLaterAndOnce() {
        // 29 March 2026: 02:00 to 03:00 is left out.
        assertThat(due("30 2 * * *", BERLIN, "2026-03-28T00:00:00Z", "2026-03-31T00:00:00Z"))
                .containsExactly("2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z");
    }

    @Test
    void givenTheHourThatComesTwice_whenDueInIt_thenTheFirstTimeOnly() {
        // 25 October 2026: 02:00 to 03:00 comes twice.
        assertThat(due("30 2 * * *", BERLIN, "2026-10-24T00:00:00Z", "2026-10-27T00:00:00Z"))
                .containsExactly("2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
    }

    @Test
    void givenEveryHalfHour_whenTheClockChanges_thenEveryHalfHourOfRealTime() {
        assertThat(due("*/30 * * * *", BERLIN, "2026-03-29T00:00:00Z", "2026-03-29T02:00:00Z"))
                .containsExactly(
                        "2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z", "2026-03-29T02:00:00Z");
        assertThat(due("*/30 * * * *", BERLIN, "2026-10-24T23:30:00Z", "2026-10-25T01:30:00Z"))
                .containsExactly(
                        "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z");
    }

    @Test
    void givenHoursInWhichItIsDue_whenOneIsLeftOut_thenTwoTimesThatMeetAreOne() {
        assertThat(due("0 1-4 * * *", BERLIN, "2026-03-28T23:30:00Z", "2026-03-29T03:00:00Z"))
                .containsExactly("2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z");
        assertThat(due("0 1-4 * * *", BERLIN, "2026-10-24T22:30:00Z", "2026-10-25T03:00:00Z"))
                .containsExactly(
                        "2026-10-24T23:00:00Z", "2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z", "2026-10-25T03:00:00Z");
    }

    @Test
    void givenHalfAnHourOfChange_whenDueInIt_thenAsMuchLater() {
        // Lord Howe, 4 October 2026: 02:00 to 02:30 is left out, at +10:30.
        assertThat(due("15 2 * * *", ZoneId.of("Australia/Lord_Howe"), "2026-10-03T00:00:00Z", "2026-10-04T20:00:00Z"))
                .containsExactly("2026-10-03T15:45:00Z", "2026-10-04T15:15:00Z");
    }

    @Test
    void givenADayThatIsLeftOut_whenDueOnIt_thenItMeetsTheDayAfter() {
        // Samoa had no 30 December 2011.
        assertThat(due("0 9 * * *", ZoneId.of("Pacific/Apia"), "2011-12-29T00:00:00Z", "2012-01-01T00:00:00Z"))
                .containsExactly("2011-12-29T19:00:00Z", "2011-12-30T19:00:00Z", "2011-12-31T19:00:00Z");
    }

    @Test
    void givenDay31_whenMonthsAreShorter_thenTheyHaveNone() {
        assertThat(due("0 0 31 * *", ZoneId.of("UTC"), "2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z"))
                .containsExactly("2026-01-31T00:00:00Z", "2026-03-31T00:00:00Z", "2026-05-31T00:00:00Z");
    }

    @Test
    void givenARecurrence_whenTheClockChanges_thenItKeepsItsWallTime() {
        ProcessRule rule = rule(null, "DTSTART:20260328T023000\nRRULE:FREQ=DAILY;COUNT=3");
        assertThat(texts(Schedules.of(rule, Instant.EPOCH, BERLIN)
                        .between(Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-12-01T00:00:00Z"), 10)))
                .containsExactly("2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z");
    }

    private static List<String> due(String cron, ZoneId zone, String after, String until) {
        return texts(Schedules.of(rule(cron, null), Instant.EPOCH, zone)
                .between(Instant.parse(after), Instant.parse(until), 100));
    }

    private static List<String> texts(List<Instant> instants) {
        return instants.stream().map(Instant::toString).toList();
    }

    private static ProcessRule rule(@Nullable String cron, @Nullable String recurrence) {
        ProcessRule manual = ProcessRule.manual("create_task", Map.of());
        return new ProcessRule(
                manual.action(),
                Map.of(),
                "time_based",
                cron,
                recurrence,
                null,
                null,
                manual.overlap(),
                manual.catchupWindow(),
                manual.timeLimit());
    }
}
