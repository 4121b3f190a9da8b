package behflow.gateway.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class InstantsTest {

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
}
