package behflow.command.process.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.process.ProcessRule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.scheduling.support.CronExpression;

/** Our schedules agree with a second implementation of cron, Spring's, over five years in twenty zones. */
class CronAgreementTest {

    private static final Instant FROM = Instant.parse("2024-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2029-01-01T00:00:00Z");

    private static final List<String> ZONES = List.of(
            "UTC",
            "Europe/Berlin",
            "Europe/London",
            "Europe/Dublin",
            "America/New_York",
            "America/Los_Angeles",
            "America/St_Johns",
            "America/Sao_Paulo",
            "America/Havana",
            "America/Nuuk",
            "Africa/Cairo",
            "Africa/Casablanca",
            "Asia/Kathmandu",
            "Asia/Tehran",
            "Asia/Beirut",
            "Asia/Tokyo",
            "Australia/Lord_Howe",
            "Australia/Sydney",
            "Pacific/Chatham",
            "Pacific/Apia");

    /** Wall times. Where both days are restricted either is enough, which Spring says in two expressions. */
    private static final List<String> WALL_TIMES = List.of(
            "30 2 * * *",
            "0 0 * * *",
            "45 23 * * 6",
            "15 0 1 */3 *",
            "0 0 31 * *",
            "0 2 29 2 *",
            "0 12 13 * 5",
            "*/30 1-3 * * 0",
            "5,50 0,1,23 * 3,4,9-11 *",
            "0 9 * JAN-MAR,DEC MON-FRI");

    /** By real time: compared around each change of the clock. */
    private static final List<String> ELAPSING = List.of("*/20 * * * *", "7 * * * *", "0 * * * 0");

    @Test
    void givenWallTimes_whenFiveYearsPass_thenBothAgree() {
        int compared = 0;
        for (int z = 0; z < ZONES.size(); z++) {
            ZoneId zone = ZoneId.of(ZONES.get(z));
            for (int c = z % 2; c < WALL_TIMES.size(); c += 2) {
                String cron = WALL_TIMES.get(c);
                TreeSet<Instant> expected = new TreeSet<>();
                for (LocalDateTime wall : spring(cron, local(FROM.minus(Duration.ofDays(2)), zone), local(TO, zone))) {
                    Instant instant = firstOf(wall, zone.getRules());
                    if (instant.isAfter(FROM) && !instant.isAfter(TO)) {
                        expected.add(instant);
                    }
                }
                assertThat(ours(cron, zone, FROM, TO))
                        .as("%s in %s", cron, zone)
                        .containsExactlyElementsOf(expected);
                compared += expected.size();
            }
        }
        assertThat(compared).isGreaterThan(50_000);
    }

    @Test
    void givenRealTime_whenTheClockChanges_thenBothAgree() {
        int changes = 0;
        for (String name : ZONES) {
            ZoneId zone = ZoneId.of(name);
            ZoneOffsetTransition change = zone.getRules().nextTransition(FROM);
            while (change != null && change.getInstant().isBefore(TO)) {
                Instant from = change.getInstant().minus(Duration.ofHours(30));
                Instant to = change.getInstant().plus(Duration.ofHours(30));
                for (String cron : ELAPSING) {
                    List<Instant> expected = new ArrayList<>();
                    stretch(cron, from, change.getInstant(), change.getOffsetBefore(), expected);
                    stretch(cron, change.getInstant(), to, change.getOffsetAfter(), expected);
                    assertThat(ours(cron, zone, from.minusSeconds(1), to.minusSeconds(1)))
                            .as("%s in %s around %s", cron, zone, change)
                            .containsExactlyElementsOf(expected);
                }
                changes++;
                change = zone.getRules().nextTransition(change.getInstant());
            }
        }
        assertThat(changes).isGreaterThan(120);
    }

    private static List<Instant> ours(String cron, ZoneId zone, Instant after, Instant until) {
        return Schedules.of(ProcessRule.scheduled("create_task", Map.of(), cron), Instant.EPOCH, zone)
                .between(after, until, Integer.MAX_VALUE);
    }

    private static void stretch(String cron, Instant from, Instant to, ZoneOffset offset, List<Instant> found) {
        for (LocalDateTime wall : spring(
                cron, LocalDateTime.ofInstant(from, offset).minusSeconds(1), LocalDateTime.ofInstant(to, offset))) {
            if (wall.toInstant(offset).isBefore(to)) {
                found.add(wall.toInstant(offset));
            }
        }
    }

    private static LocalDateTime local(Instant instant, ZoneId zone) {
        return LocalDateTime.ofInstant(instant, zone);
    }

    /** The first of two; where there is none, as much later as the clock moved. */
    private static Instant firstOf(LocalDateTime wall, ZoneRules rules) {
        List<ZoneOffset> offsets = rules.getValidOffsets(wall);
        return offsets.isEmpty()
                ? wall.toInstant(rules.getTransition(wall).getOffsetBefore())
                : offsets.stream().map(wall::toInstant).min(Instant::compareTo).orElseThrow();
    }

    private static TreeSet<LocalDateTime> spring(String cron, LocalDateTime after, LocalDateTime until) {
        List<String> fields = Arrays.asList(cron.split(" "));
        TreeSet<LocalDateTime> found = new TreeSet<>();
        boolean either = !fields.get(2).equals("*") && !fields.get(4).equals("*");
        if (either) {
            found.addAll(spring(with(fields, 2, "*"), after, until));
            found.addAll(spring(with(fields, 4, "*"), after, until));
            return found;
        }
        CronExpression expression = CronExpression.parse("0 " + cron);
        LocalDateTime next = expression.next(after);
        while (next != null && !next.isAfter(until)) {
            found.add(next);
            next = expression.next(next);
        }
        return found;
    }

    private static String with(List<String> fields, int index, String value) {
        List<String> changed = new ArrayList<>(fields);
        changed.set(index, value);
        return String.join(" ", changed);
    }
}
