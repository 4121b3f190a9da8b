package behflow.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class JalaliDateTest {

    @Test
    void givenPersianLocale_whenWritten_thenInLatinDigits() {
        Locale before = Locale.getDefault(Locale.Category.FORMAT);
        Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag("fa-IR"));
        try {
            assertThat(JalaliDate.of(Instant.parse("2025-12-31T23:59:59Z"), ZoneOffset.UTC))
                    .isEqualTo("1404/10/10");
            assertThat(JalaliDate.of(Instant.parse("1970-03-21T00:00:00Z"), ZoneOffset.UTC))
                    .isEqualTo("1349/01/01");
        } finally {
            Locale.setDefault(Locale.Category.FORMAT, before);
        }
    }
}
