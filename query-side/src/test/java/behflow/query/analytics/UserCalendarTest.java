package behflow.query.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class UserCalendarTest {

    private static final DefaultZones UTC = DefaultZones.always(ZoneId.of("UTC"));

    private static Instant at(String text) {
        return Instant.parse(text);
    }

    private static LocalDate day(String text) {
        return LocalDate.parse(text);
    }

    @Test
    void givenDaylightSaving_thenDaysAreThoseOfTheZone() {
        UserCalendar calendar = new UserCalendar(UTC);
        calendar.change(at("2026-01-01T00:00:00Z"), "Europe/Berlin");
        assertThat(calendar.day(at("2026-03-28T22:59:59Z"))).isEqualTo(day("2026-03-28"));
        assertThat(calendar.day(at("2026-03-28T23:00:00Z"))).isEqualTo(day("2026-03-29"));
        assertThat(calendar.day(at("2026-03-29T21:59:59Z"))).isEqualTo(day("2026-03-29"));
        assertThat(calendar.day(at("2026-03-29T22:00:00Z"))).isEqualTo(day("2026-03-30"));
        assertThat(calendar.start(day("2026-03-29"))).isEqualTo(at("2026-03-28T23:00:00Z"));
        assertThat(calendar.start(day("2026-10-26"))).isEqualTo(at("2026-10-25T23:00:00Z"));
    }

    @Test
    void givenClocksGoBackOverMidnight_thenTheDayThatHadBegunGoesOn() {
        UserCalendar calendar = new UserCalendar(UTC);
        calendar.change(at("2020-01-01T00:00:00Z"), "America/Havana");
        // On 2026-11-01 at 01:00 clocks went back to 00:00; in Azores style zones it is midnight itself.
        calendar.change(at("2026-01-01T00:00:00Z"), "Atlantic/Azores");
        assertThat(calendar.day(at("2026-10-25T00:30:00Z"))).isEqualTo(day("2026-10-25"));
        assertThat(calendar.day(at("2026-10-25T01:30:00Z"))).isEqualTo(day("2026-10-25"));
        calendar.change(at("2027-01-01T00:00:00Z"), "Asia/Beirut");
        // Clocks go back from 00:00 to 23:00: the new day has begun once, and goes on.
        Instant midnight =
                day("2027-10-31").atStartOfDay(ZoneId.of("Asia/Beirut")).toInstant();
        LocalDate before = calendar.day(midnight.minusSeconds(1));
        assertThat(calendar.day(midnight)).isAfterOrEqualTo(before);
        assertThat(calendar.day(midnight.plusSeconds(1800))).isAfterOrEqualTo(calendar.day(midnight));
    }

    @Test
    void givenChangeOfZone_thenNotRetroactive_andDaysNeverGoBack() {
        UserCalendar calendar = new UserCalendar(UTC);
        calendar.change(at("2026-05-01T00:00:00Z"), "Pacific/Kiritimati");
        assertThat(calendar.day(at("2026-05-10T09:00:00Z"))).isEqualTo(day("2026-05-10"));
        assertThat(calendar.day(at("2026-05-10T11:00:00Z"))).isEqualTo(day("2026-05-11"));
        calendar.change(at("2026-05-10T12:00:00Z"), "Pacific/Pago_Pago");
        assertThat(calendar.day(at("2026-05-10T11:00:00Z"))).isEqualTo(day("2026-05-11"));
        assertThat(calendar.day(at("2026-05-10T13:00:00Z"))).isEqualTo(day("2026-05-11"));
        assertThat(calendar.day(at("2026-05-12T10:59:00Z"))).isEqualTo(day("2026-05-11"));
        assertThat(calendar.day(at("2026-05-12T11:00:00Z"))).isEqualTo(day("2026-05-12"));
        assertThat(calendar.start(day("2026-05-12"))).isEqualTo(at("2026-05-12T11:00:00Z"));
        assertThat(calendar.start(day("2026-05-11"))).isEqualTo(at("2026-05-10T10:00:00Z"));
    }

    @Test
    void givenInstallationsZoneChanges_thenForThoseWithoutOneOfTheirOwn_fromThenOn() {
        DefaultZones zones = new DefaultZones(new TreeMap<>(
                Map.of(Instant.EPOCH, ZoneId.of("UTC"), at("2026-06-01T00:00:00Z"), ZoneId.of("Asia/Tokyo"))));
        UserCalendar calendar = new UserCalendar(zones);
        assertThat(calendar.day(at("2026-05-20T20:00:00Z"))).isEqualTo(day("2026-05-20"));
        assertThat(calendar.day(at("2026-06-20T20:00:00Z"))).isEqualTo(day("2026-06-21"));
        UserCalendar own = new UserCalendar(zones);
        own.change(at("2026-01-01T00:00:00Z"), "Europe/Berlin");
        assertThat(own.day(at("2026-06-20T20:00:00Z"))).isEqualTo(day("2026-06-20"));
    }

    @Test
    void givenInstallationsZoneChanged_whenAskedForStartsFirst_thenByTheZoneInForce() {
        DefaultZones zones = new DefaultZones(new TreeMap<>(Map.of(
                Instant.EPOCH,
                ZoneId.of("UTC"),
                at("2026-01-01T12:00:00Z"),
                ZoneId.of("Asia/Tehran"),
                at("2026-05-01T21:00:00Z"),
                ZoneId.of("Pacific/Pago_Pago"))));
        Map<String, String> starts = Map.of(
                "2026-01-01", "2026-01-01T00:00:00Z",
                "2026-01-02", "2026-01-01T20:30:00Z",
                "2026-03-11", "2026-03-10T20:30:00Z",
                "2026-05-02", "2026-05-01T20:30:00Z",
                "2026-05-03", "2026-05-03T11:00:00Z");
        starts.forEach((date, start) -> {
            assertThat(new UserCalendar(zones).start(day(date))).as(date).isEqualTo(at(start));
            UserCalendar used = new UserCalendar(zones);
            used.day(at("2026-06-01T00:00:00Z"));
            assertThat(used.start(day(date))).as(date).isEqualTo(at(start));
            assertThat(used.day(at(start))).isEqualTo(day(date));
        });
        UserCalendar own = new UserCalendar(zones);
        own.change(at("2026-02-01T00:00:00Z"), "Europe/Berlin");
        assertThat(own.start(day("2026-05-02"))).isEqualTo(at("2026-05-01T22:00:00Z"));
    }

    @Property(tries = 200)
    void givenAnyChanges_thenDaysNeverGoBack_andStartIsTheFirstInstant(@ForAll long seed) {
        Random random = new Random(seed);
        String[] names = {"Europe/Berlin", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Beirut", "America/Havana"};
        UserCalendar calendar = new UserCalendar(UTC);
        Instant now = at("2026-01-01T00:00:00Z");
        LocalDate before = LocalDate.MIN;
        for (int i = 0; i < 300; i++) {
            now = now.plusSeconds(random.nextInt(40_000));
            if (random.nextInt(20) == 0) {
                calendar.change(now, random.nextInt(4) == 0 ? null : names[random.nextInt(names.length)]);
            }
            LocalDate day = calendar.day(now);
            assertThat(day).isAfterOrEqualTo(before);
            Instant start = calendar.start(day);
            assertThat(start).isBeforeOrEqualTo(now);
            assertThat(calendar.day(start)).isAfterOrEqualTo(day);
            assertThat(calendar.day(start.minusNanos(1_000))).isBefore(day);
            before = day;
        }
    }
}
