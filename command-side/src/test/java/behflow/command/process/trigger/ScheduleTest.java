package behflow.command.process.trigger;

import static java.time.DayOfWeek.SUNDAY;
import static java.time.DayOfWeek.TUESDAY;
import static java.time.DayOfWeek.WEDNESDAY;
import static java.time.ZoneOffset.UTC;
import static java.time.temporal.ChronoUnit.DAYS;
import static java.time.temporal.ChronoUnit.HOURS;
import static java.time.temporal.ChronoUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import behflow.api.kernel.RejectedException;
import behflow.api.process.ProcessRule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    @Test
    void givenARecurrenceThatIsSetLater_thenItCountsFromThenAndIsReadAsItWasGiven() {
        Instant created = Instant.parse("2026-12-01T12:00:00Z");
        Instant set = Instant.parse("2026-12-18T12:00:00.123456Z");
        ProcessRule before = rule("0 9 * * *", null);
        String text = "RRULE:FREQ=DAILY;COUNT=2;BYHOUR=9;BYMINUTE=0;BYSECOND=0";

        ProcessRule after = rule(null, text).inPlaceOf(before, set);
        ProcessRule again = rule(null, text).inPlaceOf(after, set.plusSeconds(86_400));

        assertThat(texts(Schedules.of(after, created, BERLIN).between(set, set.plus(Duration.ofDays(9)), 9)))
                .containsExactly("2026-12-19T08:00:00Z", "2026-12-20T08:00:00Z");
        assertThat(after.givenRecurrence()).isEqualTo(text);
        assertThat(again).isEqualTo(after);
        assertThat(after.inPlaceOf(after, set.plusSeconds(86_400))).isEqualTo(after);
    }

    @Test
    void givenARecurrenceThatSaysItsStart_whenSetLater_thenItStaysAsItIs() {
        ProcessRule own = rule(null, "dtstart:20261201T090000\nFREQ=DAILY;COUNT=5");
        ProcessRule created = rule(null, "FREQ=DAILY;COUNT=5");

        assertThat(own.inPlaceOf(created, Instant.EPOCH)).isEqualTo(own);
        assertThat(own.givenRecurrence()).isEqualTo(own.recurrence());
        assertThat(created.inPlaceOf(created, Instant.EPOCH)).isEqualTo(created);
    }

    @Test
    void givenARecurrenceThatIsSilentForLongerThanItsLibraryLooks_thenItComesAgain() {
        assertThat(first(2, "FREQ=MINUTELY;BYDAY=MO;BYHOUR=9", "2026-06-12T12:00:00Z", "2026-06-15T09:58:00Z"))
                .containsExactly("2026-06-15T09:59:00Z", "2026-06-22T09:00:00Z");
        assertThat(first(2, "FREQ=MINUTELY;BYHOUR=9;BYMINUTE=0", "2026-06-12T12:00:00Z", "2026-06-12T12:00:00Z"))
                .containsExactly("2026-06-13T09:00:00Z", "2026-06-14T09:00:00Z");
        assertThat(first(2, "FREQ=HOURLY;BYMONTH=12", "2026-01-01T00:30:00Z", "2026-12-31T22:30:00Z"))
                .containsExactly("2026-12-31T23:30:00Z", "2027-12-01T00:30:00Z");
        assertThat(first(2, "FREQ=HOURLY;INTERVAL=5;BYMONTH=12", "2026-01-01T00:00:00Z", "2026-12-31T23:00:00Z"))
                .containsExactly("2027-12-01T04:00:00Z", "2027-12-01T09:00:00Z");
        assertThat(first(
                        2,
                        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO",
                        "2026-06-12T09:00:00Z",
                        "2026-06-12T09:00:00Z"))
                .containsExactly("2044-02-29T09:00:00Z", "2072-02-29T09:00:00Z");
        assertThat(first(
                        2,
                        "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=29;BYHOUR=0;BYMINUTE=0",
                        "2096-02-29T00:00:00Z",
                        "2096-02-28T00:00:00Z"))
                .containsExactly("2096-02-29T00:00:00Z", "2104-02-29T00:00:00Z");
    }

    @Test
    void givenACountOrAnEnd_whenSilenceIsWithinIt_thenNoneIsLostOrAdded() {
        assertThat(first(
                        9,
                        "FREQ=MINUTELY;BYDAY=MO;BYHOUR=9;BYMINUTE=0,1;COUNT=5",
                        "2026-06-12T12:00:00Z",
                        "2026-06-12T12:00:00Z"))
                .containsExactly(
                        "2026-06-15T09:00:00Z",
                        "2026-06-15T09:01:00Z",
                        "2026-06-22T09:00:00Z",
                        "2026-06-22T09:01:00Z",
                        "2026-06-29T09:00:00Z");
        assertThat(first(
                        9,
                        "FREQ=MINUTELY;BYDAY=MO;BYHOUR=9;BYMINUTE=0;UNTIL=20260622T090000Z",
                        "2026-06-12T12:00:00Z",
                        "2026-06-12T12:00:00Z"))
                .containsExactly("2026-06-15T09:00:00Z", "2026-06-22T09:00:00Z");
    }

    /** Against minutes that are looked at one by one. */
    @Test
    void givenRulesOfMinutesHoursAndDays_whenAskedFromAnywhere_thenNoneIsLostOrAdded() {
        LocalDateTime start = LocalDateTime.parse("2026-01-30T10:37:00");
        Map<String, Predicate<LocalDateTime>> rules = Map.of(
                "FREQ=MINUTELY;INTERVAL=7;BYHOUR=9;BYDAY=TU",
                at -> MINUTES.between(start, at) % 7 == 0 && at.getHour() == 9 && at.getDayOfWeek() == TUESDAY,
                "FREQ=MINUTELY;INTERVAL=1441;BYMONTH=3,4",
                at -> MINUTES.between(start, at) % 1_441 == 0 && at.getMonthValue() >= 3,
                "FREQ=HOURLY;INTERVAL=7;BYMINUTE=5,55;BYDAY=SU",
                at -> HOURS.between(start.truncatedTo(HOURS), at) % 7 == 0
                        && (at.getMinute() == 5 || at.getMinute() == 55)
                        && at.getDayOfWeek() == SUNDAY,
                "FREQ=HOURLY;BYMINUTE=5,55;BYSETPOS=-1;BYMONTHDAY=1",
                at -> at.getMinute() == 55 && at.getDayOfMonth() == 1,
                "FREQ=DAILY;INTERVAL=3;BYHOUR=9,17;BYMINUTE=30",
                at -> DAYS.between(start.truncatedTo(DAYS), at) % 3 == 0
                        && (at.getHour() == 9 || at.getHour() == 17)
                        && at.getMinute() == 30,
                "FREQ=DAILY;BYHOUR=9,17;BYMINUTE=30;BYSETPOS=1;BYDAY=WE",
                at -> at.getHour() == 9 && at.getMinute() == 30 && at.getDayOfWeek() == WEDNESDAY);
        rules.forEach((text, due) -> {
            Schedule schedule = Schedules.of(rule(null, text), start.toInstant(UTC), UTC);
            Instant asked = start.minusSeconds(1).toInstant(UTC);
            for (LocalDateTime at = start; at.isBefore(start.plusDays(90)); at = at.plusMinutes(1)) {
                if (due.test(at)) {
                    Instant next = at.toInstant(UTC);
                    assertThat(schedule.next(asked)).as(text).contains(next);
                    assertThat(schedule.next(next.minusSeconds(1))).as(text).contains(next);
                    asked = next;
                }
            }
            assertThat(asked).as(text).isAfter(start.toInstant(UTC).plus(Duration.ofDays(30)));
        });
    }

    @Test
    void givenRecurrencesThatNeverOccur_whenRead_thenRefusedWithinTheTimeThatAPersonWaits() {
        long started = System.nanoTime();
        for (String text : List.of(
                "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6",
                "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30",
                "FREQ=HOURLY;BYMINUTE=0;BYSETPOS=2",
                "FREQ=MINUTELY;BYHOUR=9;BYSETPOS=2",
                "FREQ=MINUTELY;INTERVAL=2147483647;BYMONTH=2;BYMONTHDAY=30",
                "DTSTART:99991231T235900\nRRULE:FREQ=MINUTELY;BYMONTH=1")) {
            assertThatThrownBy(() -> Schedules.of(rule(null, text), Instant.parse("2026-06-12T12:00:00Z"), BERLIN))
                    .as(text)
                    .isInstanceOf(RejectedException.class);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void givenARecurrenceSinceLongAgo_whenAskedForTheNext_thenItDoesNotCountAllMinutesUpToNow() {
        Schedule schedule =
                Schedules.of(rule(null, "DTSTART:00010101T000030\nFREQ=MINUTELY;INTERVAL=7"), Instant.EPOCH, BERLIN);
        long started = System.nanoTime();

        assertThat(schedule.between(
                        Instant.parse("2026-06-12T00:00:00Z"), Instant.parse("2026-06-13T00:00:00Z"), 1_000))
                .hasSizeBetween(205, 206);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
    }

    /** The costliest that are accepted: 30 ms at most each where measured, and most of it once. */
    @Test
    void givenRulesThatTakeLong_whenAskedForTheNext_thenNobodyWaits() {
        String hours = "BYHOUR=" + numbers(0, 24);
        String week = "BYDAY=MO,TU,WE,TH,FR,SA,SU";
        Duration worst = Duration.ZERO;
        for (String text : List.of(
                "DTSTART:20260101T000000\nFREQ=MINUTELY;COUNT=10000",
                "DTSTART:20250801T000000\nFREQ=MINUTELY;BYHOUR=9;BYMINUTE=0;COUNT=340",
                "DTSTART:00010101T000000\nFREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO;COUNT=40",
                "DTSTART:00010101T000000\nFREQ=WEEKLY;BYDAY=MO;BYMONTH=1;COUNT=10000",
                "DTSTART:00010101T000000\nFREQ=MONTHLY;" + week + ";BYHOUR=9,17;BYSETPOS=-1;COUNT=8000",
                "DTSTART:00010101T000000\nFREQ=YEARLY;" + week + ";BYSETPOS=-1;COUNT=1300",
                "DTSTART:00010101T000000\nFREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=29;BYHOUR=0;BYMINUTE=0",
                "DTSTART:00010101T000000\nFREQ=DAILY;" + hours + ";BYMINUTE=" + numbers(0, 60),
                "DTSTART:00010101T000000\nFREQ=WEEKLY;" + week + ";" + hours + ";BYMINUTE=" + numbers(0, 17),
                "DTSTART:00010101T000000\nFREQ=YEARLY;" + week + ";BYHOUR=" + numbers(1, 9))) {
            for (String at : List.of("2026-06-12T12:00:00Z", "2026-03-29T00:30:00Z", "2026-10-25T00:30:00Z")) {
                Duration best = Duration.ofDays(1);
                for (int i = 0; i < 3; i++) {
                    long started = System.nanoTime();
                    Schedules.of(rule(null, text), Instant.EPOCH, BERLIN).next(Instant.parse(at));
                    Duration took = Duration.ofNanos(System.nanoTime() - started);
                    best = took.compareTo(best) < 0 ? took : best;
                }
                worst = best.compareTo(worst) > 0 ? best : worst;
            }
        }
        assertThat(worst).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void givenRulesThatWouldTakeTooLong_whenRead_thenRefusedAtOnceAndWhyIsSaid() {
        Map<String, String> refused = Map.of(
                "DTSTART:00010101T000000\nRRULE:FREQ=MINUTELY;COUNT=2000000000",
                "COUNT of 10,000 at most",
                "FREQ=DAILY;COUNT=10001",
                "COUNT of 10,000 at most",
                "FREQ=MINUTELY;BYHOUR=9;BYMINUTE=0;COUNT=10000",
                "takes too long to count",
                "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-1;COUNT=10000",
                "takes too long to count",
                "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=%s;BYMINUTE=%s"
                        .formatted(numbers(0, 24), numbers(0, 60)),
                "too often for its FREQ");
        long started = System.nanoTime();
        refused.forEach((text, why) -> assertThatThrownBy(
                        () -> Schedules.of(rule(null, text), Instant.parse("2026-06-12T12:00:00Z"), BERLIN))
                .as(text)
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining(why));
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
    }

    /** One that was asked before goes on from what it found; its answers do not depend on that. */
    @Test
    void givenASchedule_whenAskedInAnyOrder_thenTheSameAsOneThatIsAskedOnce() {
        for (String text : List.of(
                "FREQ=MINUTELY;INTERVAL=7;BYHOUR=9,10;COUNT=900",
                "FREQ=DAILY;BYHOUR=9,17;BYMINUTE=30;UNTIL=20260901T000000Z",
                "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1;COUNT=7")) {
            ProcessRule rule = rule(null, text);
            Instant created = Instant.parse("2026-06-12T12:00:00Z");
            Schedule asked = Schedules.of(rule, created, BERLIN);
            Random random = new Random(1);
            Instant at = created;
            for (int i = 0; i < 300; i++) {
                Optional<Instant> next = asked.next(at);
                assertThat(next)
                        .as(text)
                        .isEqualTo(Schedules.of(rule, created, BERLIN).next(at));
                at = next.isPresent() && random.nextInt(3) > 0
                        ? next.get()
                        : created.plus(Duration.ofMinutes(random.nextInt(200_000) - 5_000));
            }
        }
    }

    private static String numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }

    /** The first ones of a rule that counts from {@code created}, in UTC. */
    private static List<String> first(int limit, String recurrence, String created, String after) {
        Schedule schedule = Schedules.of(rule(null, recurrence), Instant.parse(created), UTC);
        return texts(Stream.iterate(
                        schedule.next(Instant.parse(after).minusSeconds(after.equals(created) ? 1 : 0)),
                        Optional::isPresent,
                        next -> schedule.next(next.orElseThrow()))
                .map(Optional::orElseThrow)
                .limit(limit)
                .toList());
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
