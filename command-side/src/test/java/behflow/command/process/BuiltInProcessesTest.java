package behflow.command.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class BuiltInProcessesTest {

    @Test
    void givenPersianLocale_whenScheduled_thenCronInAsciiDigits() {
        Locale before = Locale.getDefault(Locale.Category.FORMAT);
        Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag("fa-IR"));
        try {
            assertThat(BuiltInProcesses.daily(7, 30)).isEqualTo("30 7 * * *");
        } finally {
            Locale.setDefault(Locale.Category.FORMAT, before);
        }
    }
}
