package behflow.gateway.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import behflow.api.kernel.RejectedException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstantReaderTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource({
        "2025-12-31T23:59:59Z, 2025-12-31T23:59:59Z",
        "2025-12-31t23:59:59z, 2025-12-31T23:59:59Z",
        "2025-12-31 23:59:59Z, 2025-12-31T23:59:59Z",
        "2025-12-31T23:59:59+03:30, 2025-12-31T20:29:59Z",
        "2025-12-31T23:59:59-00:00, 2025-12-31T23:59:59Z",
        "2025-12-31T23:59:59.1234567Z, 2025-12-31T23:59:59.123456Z",
        "2025-12-31T23:59Z, 2025-12-31T23:59:00Z",
        "2025-12-31, 2025-12-31T22:59:59Z",
        "2025-07-01, 2025-07-01T21:59:59Z",
        "2025-12-31T10:00:00, 2025-12-31T09:00:00Z",
        "2025-12-31T10:00, 2025-12-31T09:00:00Z",
        // The clock jumps from 02:00 to 03:00, and from 03:00 back to 02:00.
        "2025-03-30T02:30:00, 2025-03-30T01:30:00Z",
        "2025-10-26T02:30:00, 2025-10-26T00:30:00Z",
        "2024-02-29, 2024-02-29T22:59:59Z",
        "1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z, 9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59.9999999Z, 9999-12-31T23:59:59.999999Z"
    })
    void givenAForm_whenRead_thenThatInstant(String text, Instant expected) {
        assertThat(InstantReader.read("due_date", text, BERLIN)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "tomorrow",
                "2025-02-29",
                "2025-02-30T00:00:00Z",
                "2025-13-01",
                "2025-00-10",
                "2025-12-31T24:00:00Z",
                "2025-12-31T23:60:00Z",
                "2025-12-31T23:59:61Z",
                "2025-12-31T23:59:59+25:00",
                "2025-12-31T23:59:59+0300",
                "2025-12-31T",
                "2025-12-31Z",
                "2025-1-1",
                "25-12-31",
                "10000-01-01",
                "+2025-12-31",
                "-2025-12-31",
                "1969-12-31T23:59:59Z",
                "1970-01-01T00:00:00+00:01",
                "9999-12-31T23:59:59-00:01",
                "0000-01-01",
                "1735689600",
                " 2025-12-31",
                "2025-12-31 ",
                "\u0662\u0660\u0662\u0665-12-31"
            })
    void givenNoInstant_whenRead_thenInvalid(String text) {
        assertThatThrownBy(() -> InstantReader.read("due_date", text, ZoneOffset.UTC))
                .isInstanceOf(RejectedException.class)
                .hasMessageStartingWith("due_date must be");
    }

    @Test
    void givenUnescapedPlus_whenReadFromQuery_thenAnOffset() {
        assertThat(InstantReader.readParameter("due_before", "2025-12-31T23:59:59 03:00", BERLIN))
                .isEqualTo("2025-12-31T20:59:59Z");
        assertThat(InstantReader.readParameter("due_before", "2025-12-31 23:59", ZoneOffset.UTC))
                .isEqualTo("2025-12-31T23:59:00Z");
        assertThat(InstantReader.readParameter("due_before", "2025-12-31 23:59:59.5 03:00", BERLIN))
                .isEqualTo("2025-12-31T20:59:59.5Z");
    }

    /** Also where clocks change: Berlin on 2026-03-29 and 2026-10-25, and the day that Apia left out. */
    @ParameterizedTest(name = "{0} in {1} is {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "2025-12-31T23:59:59Z             | UTC              | 2025-12-31T23:59:59Z",
                "2025-12-31t23:59:59z             | UTC              | 2025-12-31T23:59:59Z",
                "2025-12-31 23:59:59Z             | UTC              | 2025-12-31T23:59:59Z",
                "2025-12-31T23:59Z                | UTC              | 2025-12-31T23:59:00Z",
                "2025-12-31T23:59:59+03:30        | America/New_York | 2025-12-31T20:29:59Z",
                "2025-12-31T23:59:59-00:00        | UTC              | 2025-12-31T23:59:59Z",
                "2025-12-31T23:59:59.123456789Z   | UTC              | 2025-12-31T23:59:59.123456Z",
                "2025-12-31                       | UTC              | 2025-12-31T23:59:59Z",
                "2025-12-31                       | Asia/Tehran      | 2025-12-31T20:29:59Z",
                "2025-12-31                       | America/New_York | 2026-01-01T04:59:59Z",
                "2025-12-31T10:00                 | Europe/Berlin    | 2025-12-31T09:00:00Z",
                "2024-02-29                       | UTC              | 2024-02-29T23:59:59Z",
                // The day of 23 hours ends at 22:00 UTC, and the hour left out moves on by the gap.
                "2026-03-29                       | Europe/Berlin    | 2026-03-29T21:59:59Z",
                "2026-03-29T01:59:59              | Europe/Berlin    | 2026-03-29T00:59:59Z",
                "2026-03-29T02:30                 | Europe/Berlin    | 2026-03-29T01:30:00Z",
                "2026-03-29T03:00                 | Europe/Berlin    | 2026-03-29T01:00:00Z",
                // The hour that is there twice is the first one, unless an offset says which.
                "2026-10-25T02:30                 | Europe/Berlin    | 2026-10-25T00:30:00Z",
                "2026-10-25T02:30+01:00           | Europe/Berlin    | 2026-10-25T01:30:00Z",
                "2026-10-25                       | Europe/Berlin    | 2026-10-25T22:59:59Z",
                // The last hour of the day is there twice, and the day ends with the second one.
                "2026-04-04                       | America/Santiago | 2026-04-05T03:59:59Z",
                "2026-04-04T23:59:59              | America/Santiago | 2026-04-05T03:59:59Z",
                "2026-04-04T23:30                 | America/Santiago | 2026-04-05T02:30:00Z",
                "2026-04-05                       | America/Santiago | 2026-04-06T03:59:59Z",
                "2026-10-29                       | Africa/Cairo     | 2026-10-29T21:59:59Z",
                "2026-10-24                       | Asia/Beirut      | 2026-10-24T21:59:59Z",
                "2011-12-30                       | Pacific/Apia     | 2011-12-31T09:59:59Z",
                "1970-01-01T00:00:00Z             | UTC              | 1970-01-01T00:00:00Z",
                "9999-12-31T23:59:59Z             | UTC              | 9999-12-31T23:59:59Z"
            })
    void givenAFormAndAZone_whenRead_thenThatInstant(String text, String zone, String expected) {
        assertThat(InstantReader.read("due_date", text, ZoneId.of(zone))).isEqualTo(Instant.parse(expected));
    }
}
