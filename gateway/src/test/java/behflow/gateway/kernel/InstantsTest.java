package behflow.gateway.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InstantsTest {

    private static final long FIRST = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
    private static final long LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    @Test
    void instants_with_any_fraction_have_six_digits_of_it_or_none() {
        assertThat(Instants.micros(Instant.parse("2025-12-18T10:00:00Z"))).isEqualTo("2025-12-18T10:00:00.000000Z");
        assertThat(Instants.micros(Instant.parse("2025-12-18T10:00:00.1234569Z")))
                .isEqualTo("2025-12-18T10:00:00.123456Z");
        assertThat(Instants.seconds(Instant.parse("2025-12-31T23:59:59.999Z"))).isEqualTo("2025-12-31T23:59:59Z");
    }

    @Test
    void the_first_and_the_last_year_have_four_digits() {
        assertThat(Instants.seconds(Instant.parse("0001-01-01T00:00:00Z"))).isEqualTo("0001-01-01T00:00:00Z");
        assertThat(Instants.micros(Instant.parse("9999-12-31T23:59:59.999999Z")))
                .isEqualTo("9999-12-31T23:59:59.999999Z");
    }

    @Test
    void other_years_are_written_as_java_does() {
        assertThat(Instants.seconds(Instant.parse("+10000-01-01T00:00:00Z"))).isEqualTo("+10000-01-01T00:00:00Z");
        assertThat(Instants.micros(Instant.parse("-0001-12-31T23:59:59Z"))).isEqualTo("-0001-12-31T23:59:59.000000Z");
    }

    @Test
    void whatever_the_instant_it_reads_back_as_itself() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            Instant instant = Instant.ofEpochSecond(random.nextLong(FIRST, LAST), random.nextInt(1_000_000) * 1_000L);
            assertThat(Instant.parse(Instants.micros(instant))).isEqualTo(instant);
            assertThat(Instant.parse(Instants.seconds(instant))).isEqualTo(instant.truncatedTo(ChronoUnit.SECONDS));
        }
    }
}
